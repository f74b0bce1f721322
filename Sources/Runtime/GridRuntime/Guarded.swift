private import CUV

/// A value that one thread at a time may touch.
///
/// `Synchronization.Mutex` would do, but when it is contended the thread sanitizer does not see it work (Swift 6.3.1
/// on Linux), and would report everything that jobs carry between threads. This one is the system's own mutex,
/// which the sanitizer knows.
@safe final class Guarded<Value>: @unchecked Sendable {
    // Proof of `@unchecked Sendable`: `value` is reached in `withLock` only.

    private let mutex: UnsafeMutablePointer<uv_mutex_t>
    private var value: Value

    init(_ value: sending Value) {
        self.value = value
        unsafe mutex = .allocate(capacity: 1)
        let status = unsafe uv_mutex_init(mutex)
        precondition(status == 0, "no mutex can be made: \(SystemErrorCode(rawValue: status))")
    }

    deinit {
        // Nobody holds a reference, so nobody holds the lock.
        unsafe uv_mutex_destroy(mutex)
        unsafe mutex.deallocate()
    }

    /// Runs `body` with exclusive access to the value.
    func withLock<Result>(_ body: (inout Value) -> Result) -> Result {
        // The mutex was initialised and is never moved.
        unsafe uv_mutex_lock(mutex)
        defer { unsafe uv_mutex_unlock(mutex) }
        return body(&value)
    }
}
