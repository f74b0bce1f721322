import GridReplication
import GridStore

extension OperationFailure {
    /// The failure of a write that the local store refused.
    init(_ error: StoreError) {
        switch error {
        case .keyTooLong(let byteCount, let maximum):
            self = .invalidKey(byteCount: byteCount, maximum: maximum)
        case .valueTooLarge(let byteCount, let maximum), .entryExceedsShard(let byteCount, let maximum):
            self = .valueTooLarge(byteCount: byteCount, maximum: maximum)
        case .corruptCompression(let byteCount): self = .valueTooLarge(byteCount: byteCount, maximum: 0)
        case .noRoom(let needed, let limit): self = .valueTooLarge(byteCount: needed, maximum: limit)
        }
    }
}
