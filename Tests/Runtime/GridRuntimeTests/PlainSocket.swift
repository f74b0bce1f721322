import GridIdentity

#if canImport(Glibc)
    import Glibc
    private let streamType = Int32(SOCK_STREAM.rawValue)
#else
    import Darwin
    private let streamType = SOCK_STREAM
#endif

/// A blocking client socket of its own making, so that a stream is not only tested against itself.
///
/// A receive gives up after twenty seconds.
final class PlainSocket: Sendable {
    struct Failure: Error {
        let code: Int32
    }

    private let descriptor: Int32

    init(connectedTo address: NodeAddress) throws {
        descriptor = socket(AF_INET, streamType, 0)
        var patience = timeval(tv_sec: 20, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_port = address.port.bigEndian
        inet_pton(AF_INET, address.host, &name.sin_addr)
        let status = withUnsafePointer(to: name) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard status == 0 else {
            let code = errno
            close(descriptor)
            throw Failure(code: code)
        }
    }

    deinit {
        close(descriptor)
    }

    func send(_ bytes: [UInt8]) {
        precondition(write(descriptor, bytes, bytes.count) == bytes.count, "a small send was cut short")
    }

    /// Tells the peer that no more bytes follow; answers can still be received.
    func finishSending() {
        shutdown(descriptor, Int32(SHUT_WR))
    }

    /// Has the connection reset when this object goes, which the call makes happen now for the peer.
    func reset() {
        var immediately = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &immediately, socklen_t(MemoryLayout<linger>.size))
        // The descriptor stays reserved, without a connection, until `deinit`.
        var nowhere = sockaddr()
        nowhere.sa_family = sa_family_t(AF_UNSPEC)
        connect(descriptor, &nowhere, socklen_t(MemoryLayout<sockaddr>.size))
    }

    /// Everything up to the end of the peer's output, or up to an error.
    func receiveUntilEnd() -> [UInt8] {
        var received: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            guard count > 0 else { return received }
            received.append(contentsOf: buffer[..<count])
        }
    }

    /// Gives SIGPIPE its default action, which is to end the process.
    static func restoreBrokenPipeSignal() {
        signal(SIGPIPE, SIG_DFL)
    }

    /// How many of the first 4,096 descriptors of this process are sockets.
    ///
    /// Others are not counted, because the runtime of the language opens some at times of its own.
    static var openSocketCount: Int {
        (Int32(0)..<4_096).count { descriptor in
            var status = stat()
            return fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFSOCK
        }
    }
}
