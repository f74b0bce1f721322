import GridCollections
import GridDeterminism
import GridDriver
import GridNode
import GridReplication
import GridStore

// What a node answers by itself, without its data plane: most of what a client asks.

extension NodeDriver {
    /// Reads the value of a live entry that this node owns, without copying it; `body` runs within a lock.
    ///
    /// Where it gives `elsewhere`, the data plane has to be asked.
    func readLocally<Result>(
        _ key: [UInt8], at wall: WallTime, _ body: (_ value: Span<UInt8>, _ metadata: EntryMetadata) -> Result
    ) -> Replica.LocalRead<Result> {
        guard canAnswer(key) else { return .elsewhere }
        return replica.withLocalValue(forKey: key.span, at: wall, body)
    }

    /// Carries a request out, if no other node has a part in it.
    ///
    /// - Returns: `nil`, having done nothing, when the data plane has to do it.
    func performLocally(_ request: CacheRequest, at wall: WallTime) -> CacheAnswer? {
        switch request {
        case .read(let key, .one):
            let read = readLocally(key, at: wall) { value, metadata in
                FoundEntry(value: [UInt8](copying: value), version: metadata.version, expiry: metadata.expiry)
            }
            return switch read {
            case .hit(let entry): .found(entry)
            case .missing: .missing
            case .elsewhere: nil
            }
        case .update(let update, let concern) where canAnswer(update.key):
            do throws(OperationFailure) {
                guard try performLocally(update, concern) else { return nil }
                return .updated(UpdateResult(isApplied: true))
            } catch {
                return .failed(error)
            }
        case .read, .update:
            return nil
        }
    }

    /// Whether there is no reason to refuse a request for `key`; the data plane says what the reason is.
    private func canAnswer(_ key: [UInt8]) -> Bool {
        (1...StoreConfiguration.maximumKeyByteCount).contains(key.count) && replica.acceptsRequests
    }
}
