internal import CUV

/// The memory of one libuv handle, which lives until libuv has let go of it.
///
/// libuv keeps a pointer to the handle from its initialisation until its close callback. In between, the handle's
/// `data` field holds a strong reference to this object, so neither can disappear from under the loop.
///
///     allocated ──retainUntilClosed()──► open ──close()──► closing ──close callback──► released
///
/// Confined to the thread of its loop.
@safe class LoopHandle {
    /// The handle, seen as the base type that all libuv handles begin with.
    final let base: UnsafeMutablePointer<uv_handle_t>
    private final var isOpen = false

    /// Allocates a handle of one of libuv's types, still to be initialised by libuv.
    init(_ type: uv_handle_type) {
        let byteCount = uv_handle_size(type)
        let memory = UnsafeMutableRawPointer.allocate(byteCount: byteCount, alignment: 16)
        unsafe memory.initializeMemory(as: UInt8.self, repeating: 0, count: byteCount)
        // Every libuv handle type starts with the fields of uv_handle_t.
        unsafe base = memory.assumingMemoryBound(to: uv_handle_t.self)
    }

    deinit {
        // Nothing else refers to the memory: it was never opened, or its close callback has run.
        unsafe UnsafeMutableRawPointer(base).deallocate()
    }

    /// The handle as its own type, which must be the one of the initialiser.
    final func memory<Handle>(as type: Handle.Type) -> UnsafeMutablePointer<Handle> {
        unsafe UnsafeMutableRawPointer(base).assumingMemoryBound(to: type)
    }

    /// Ties this object's life to the handle's, which libuv has just initialised.
    final func retainUntilClosed() {
        precondition(!isOpen, "a handle is opened once")
        isOpen = true
        unsafe base.pointee.data = Unmanaged<LoopHandle>.passRetained(self).toOpaque()
    }

    /// Closes the handle; repeated calls do nothing.
    final func close() {
        guard isOpen else { return }
        isOpen = false
        detachOwner()
        unsafe uv_close(base) { handle in
            // Balances the retain of `retainUntilClosed`; libuv calls this once, as its last use of the handle.
            if let data = unsafe handle?.pointee.data {
                unsafe Unmanaged<LoopHandle>.fromOpaque(data).release()
            }
        }
    }

    /// Forgets the owner, which breaks the reference cycle between the two.
    func detachOwner() {}

    /// The loop is shutting down: the owner gives the handle up.
    func loopStops() {}

    /// The object behind a pointer that libuv passed to a callback; `nil` when it was never opened.
    static func object(behind data: UnsafeMutableRawPointer?) -> LoopHandle? {
        guard let data = unsafe data else { return nil }
        // `data` was set by `retainUntilClosed`, and callbacks only run while that reference is held.
        return unsafe Unmanaged<LoopHandle>.fromOpaque(data).takeUnretainedValue()
    }
}

/// What owns a handle and is told when its loop goes away.
protocol LoopHandleOwner: AnyObject {
    /// Closes the handle; called once, on the loop's thread.
    func loopStops()
}

/// A handle whose callbacks go to `Owner`.
@safe final class OwnedHandle<Owner: LoopHandleOwner>: LoopHandle {
    private var owner: Owner?

    /// Ties the handle's life to the loop's and keeps `owner` alive until the handle is closed.
    func open(for owner: Owner) {
        self.owner = owner
        retainUntilClosed()
    }

    override func detachOwner() { owner = nil }
    override func loopStops() { owner?.loopStops() }

    /// The owner of the handle that libuv passed to a callback; `nil` once it is closing.
    ///
    /// The handle must have been opened by an object of exactly this class.
    static func owner(of handle: UnsafeMutableRawPointer?) -> Owner? {
        // Every libuv handle type starts with the fields of uv_handle_t.
        let base = unsafe handle?.assumingMemoryBound(to: uv_handle_t.self)
        let object = unsafe LoopHandle.object(behind: base?.pointee.data)
        return object.flatMap { unsafe unsafeDowncast($0, to: Self.self).owner }
    }
}
