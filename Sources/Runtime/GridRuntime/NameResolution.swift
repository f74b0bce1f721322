internal import CUV
internal import GridIdentity

/// The search for the addresses of a host name, on one of libuv's worker threads.
///
/// Confined to the thread of its loop. It keeps itself alive until libuv has answered.
@safe final class NameResolution {
    private let request: UnsafeMutablePointer<uv_getaddrinfo_t>
    private var completion: (([SocketAddress]) -> Void)?

    private init(_ completion: @escaping ([SocketAddress]) -> Void) {
        unsafe request = .allocate(capacity: 1)
        self.completion = completion
    }

    deinit {
        // libuv has called back, or has refused the request: it does not know the memory any more.
        unsafe request.deallocate()
    }

    /// Looks `address` up, and calls `completion` later on the loop, with no addresses when there are none.
    ///
    /// - Returns: `nil` when the search could not even begin; `completion` is not called then.
    static func start(
        _ address: NodeAddress, on loop: EventLoop, _ completion: @escaping ([SocketAddress]) -> Void
    ) -> NameResolution? {
        let resolution = NameResolution(completion)
        var hints = unsafe SocketAddress.resolverHints
        let context = unsafe Unmanaged.passRetained(resolution)
        unsafe resolution.request.pointee.data = context.toOpaque()
        let status = unsafe uv_getaddrinfo(
            loop.pointer, resolution.request,
            { request, status, answer in
                defer { unsafe uv_freeaddrinfo(answer) }
                guard let data = unsafe request?.pointee.data else { return }
                // Takes over the reference that was retained for the request, which ends with this call.
                let resolution = unsafe Unmanaged<NameResolution>.fromOpaque(data).takeRetainedValue()
                let completion = resolution.completion
                resolution.completion = nil
                completion?(status == 0 ? unsafe SocketAddress.addresses(in: answer) : [])
            }, address.host, String(address.port), &hints)
        guard status != 0 else { return resolution }
        unsafe context.release()
        return nil
    }

    /// Forgets the question; the completion is not called.
    func cancel() {
        completion = nil
        // Fails when a worker is already at it; the answer is then ignored when it comes.
        unsafe UnsafeMutableRawPointer(request).withMemoryRebound(to: uv_req_t.self, capacity: 1) { request in
            _ = unsafe uv_cancel(request)
        }
    }
}
