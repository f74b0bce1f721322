private import CGridSystem
internal import Synchronization

/// A file descriptor that is closed when nobody has taken it.
final class OwnedDescriptor: Sendable {
    /// The descriptor, or -1 once it was taken.
    private let value: Atomic<Int32>

    init(owning descriptor: Int32) {
        precondition(descriptor >= 0, "\(descriptor) is not a file descriptor")
        value = Atomic(descriptor)
    }

    deinit {
        if let descriptor = take() { cgrid_descriptor_close(descriptor) }
    }

    /// Hands the descriptor to the caller, who must close it; `nil` when it was taken before.
    func take() -> Int32? {
        let descriptor = value.exchange(-1, ordering: .acquiringAndReleasing)
        return descriptor >= 0 ? descriptor : nil
    }
}
