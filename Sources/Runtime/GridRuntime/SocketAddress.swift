internal import CGridSystem
internal import CUV
internal import GridIdentity

/// An IP address and port in the form the operating system takes.
struct SocketAddress {
    private var storage = sockaddr_storage()

    /// Reads a literal IPv4 or IPv6 address; `nil` when the host is a name.
    init?(literal address: NodeAddress) {
        let isLiteral = unsafe withUnsafeMutablePointer(to: &storage) { pointer in
            // `sockaddr_storage` has room and alignment for both address families.
            let raw = UnsafeMutableRawPointer(pointer)
            let version4 = unsafe raw.assumingMemoryBound(to: sockaddr_in.self)
            if unsafe uv_ip4_addr(address.host, Int32(address.port), version4) == 0 { return true }
            let version6 = unsafe raw.assumingMemoryBound(to: sockaddr_in6.self)
            return unsafe uv_ip6_addr(address.host, Int32(address.port), version6) == 0
        }
        guard isLiteral else { return nil }
    }

    /// Copies an address that the operating system wrote; `nil` when it is not an IP address.
    ///
    /// `pointer` must point to as many bytes as its family has.
    init?(copying pointer: UnsafePointer<sockaddr>?) {
        guard let pointer = unsafe pointer else { return nil }
        guard let byteCount = unsafe Self.byteCount(ofFamily: Int32(pointer.pointee.sa_family)) else {
            return nil
        }
        unsafe withUnsafeMutableBytes(of: &storage) { bytes in
            unsafe bytes.copyMemory(from: UnsafeRawBufferPointer(start: pointer, count: byteCount))
        }
    }

    /// Has `fill` write an address, as `getsockname` does; `nil` when it fails.
    init?(filledBy fill: (UnsafeMutablePointer<sockaddr>, inout Int32) -> Int32) {
        var byteCount = Int32(MemoryLayout<sockaddr_storage>.size)
        let result = unsafe withUnsafeMutablePointer(to: &storage) { pointer in
            unsafe fill(UnsafeMutableRawPointer(pointer).assumingMemoryBound(to: sockaddr.self), &byteCount)
        }
        guard result == 0, Self.byteCount(ofFamily: Int32(storage.ss_family)) != nil else { return nil }
    }

    /// The address that a socket is bound to.
    init?(localEndOf descriptor: Int32) {
        unsafe self.init(filledBy: { pointer, byteCount in
            var length = socklen_t(byteCount)
            return unsafe getsockname(descriptor, pointer, &length)
        })
    }

    /// The address of the peer of a connected socket; `nil` when it is gone already.
    init?(remoteEndOf descriptor: Int32) {
        unsafe self.init(filledBy: { pointer, byteCount in
            var length = socklen_t(byteCount)
            return unsafe getpeername(descriptor, pointer, &length)
        })
    }

    /// Lends the address to a call of the operating system.
    func withPointer<Result>(_ body: (_ address: UnsafePointer<sockaddr>, _ byteCount: Int) -> Result)
        -> Result
    {
        let byteCount = Self.byteCount(ofFamily: Int32(storage.ss_family)) ?? 0
        return unsafe withUnsafePointer(to: storage) { pointer in
            unsafe body(UnsafeRawPointer(pointer).assumingMemoryBound(to: sockaddr.self), byteCount)
        }
    }

    /// The address in text form.
    ///
    /// An IPv4 peer of an IPv6 listener appears as `::ffff:192.0.2.1`; it is reported as `192.0.2.1`.
    var nodeAddress: NodeAddress? {
        var text = [CChar](repeating: 0, count: 64)
        let result = unsafe withPointer { address, _ in
            // 64 bytes hold any address in text form, and libuv never writes more than it is told.
            unsafe text.withUnsafeMutableBufferPointer { buffer in
                unsafe uv_ip_name(address, buffer.baseAddress, buffer.count)
            }
        }
        guard result == 0 else { return nil }
        let host = String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        let mappedPrefix = "::ffff:"
        let isMapped = host.hasPrefix(mappedPrefix) && host.contains(".")
        return NodeAddress(host: isMapped ? String(host.dropFirst(mappedPrefix.count)) : host, port: port)
    }

    private var port: UInt16 {
        unsafe withPointer { address, _ in
            // The port lies at the same offset in both families.
            let version4 = unsafe UnsafeRawPointer(address).assumingMemoryBound(to: sockaddr_in.self)
            return unsafe UInt16(bigEndian: version4.pointee.sin_port)
        }
    }

    private static func byteCount(ofFamily family: Int32) -> Int? {
        switch family {
        case AF_INET: MemoryLayout<sockaddr_in>.size
        case AF_INET6: MemoryLayout<sockaddr_in6>.size
        default: nil
        }
    }
}

extension SocketAddress {
    /// What to ask a resolver for: addresses of either family for TCP.
    static var resolverHints: addrinfo {
        // The pointers in it are nil.
        var hints = unsafe addrinfo()
        unsafe hints.ai_family = AF_UNSPEC
        unsafe hints.ai_socktype = cgrid_stream_socket_type()
        unsafe hints.ai_flags = AI_NUMERICSERV
        return unsafe hints
    }

    /// The addresses of a resolver's answer, in its order of preference.
    static func addresses(in answer: UnsafeMutablePointer<addrinfo>?) -> [SocketAddress] {
        var addresses: [SocketAddress] = []
        var next = unsafe answer
        while let entry = unsafe next {
            if let address = unsafe SocketAddress(copying: entry.pointee.ai_addr) {
                addresses.append(address)
            }
            unsafe next = entry.pointee.ai_next
        }
        return addresses
    }

    /// The addresses of a host; the calling thread waits for the name server when the host is a name.
    static func resolveWaiting(_ address: NodeAddress) throws(SocketError) -> [SocketAddress] {
        if let literal = SocketAddress(literal: address) { return [literal] }
        var hints = unsafe resolverHints
        var answer: UnsafeMutablePointer<addrinfo>?
        let status = unsafe getaddrinfo(address.host, String(address.port), &hints, &answer)
        guard status == 0 else { throw .cannotResolve(host: address.host) }
        defer { unsafe freeaddrinfo(answer) }
        return unsafe addresses(in: answer)
    }
}
