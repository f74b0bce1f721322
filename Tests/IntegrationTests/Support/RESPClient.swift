import Foundation
import Testing

#if canImport(Glibc)
    private let streamType = Int32(SOCK_STREAM.rawValue)
    private let sendFlags = Int32(MSG_NOSIGNAL)
#else
    private let streamType = SOCK_STREAM
    private let sendFlags: Int32 = 0
#endif

/// A blocking client of the Redis protocol, version 2, of its own making: an independent reader of the replies.
///
/// A reply that does not come within ten seconds is an error.
final class RESPClient {
    /// A reply.
    enum Reply: Hashable {
        case status(String)
        case error(String)
        case integer(Int)
        case bulk(String?)
        case array([Reply])
    }

    /// The connection ended, or fell silent.
    struct Disconnected: Error {
        /// What was going on.
        let activity: String
        /// The number of the system's error, or 0 when the peer closed in good order.
        let code: Int32

        init(_ activity: String, code: Int32 = errno) {
            self.activity = activity
            self.code = code
        }
    }

    private let descriptor: Int32
    private var received: [UInt8] = []
    private var position = 0

    /// The process that listens there, which has to live as long as it has a client.
    private let server: ServerProcess?

    init(port: UInt16, of server: ServerProcess? = nil) throws {
        self.server = server
        descriptor = socket(AF_INET, streamType, 0)
        var patience = timeval(tv_sec: 10, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_port = port.bigEndian
        inet_pton(AF_INET, "127.0.0.1", &name.sin_addr)
        let status = withUnsafePointer(to: name) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard status == 0 else {
            let failure = Disconnected("connecting")
            close(descriptor)
            throw failure
        }
    }

    deinit {
        close(descriptor)
    }

    /// Sends a command and waits for its reply.
    func call(_ arguments: String...) throws -> Reply {
        try send(Self.encode(arguments))
        return try receive()
    }

    /// Sends commands at once and waits for all replies.
    func pipeline(_ commands: [[String]]) throws -> [Reply] {
        try send(commands.flatMap(Self.encode))
        return try commands.map { _ in try receive() }
    }

    /// Sends raw bytes; a peer that has closed is not noticed here.
    func send(_ bytes: [UInt8]) throws {
        var sentCount = 0
        while sentCount < bytes.count {
            let count = bytes[sentCount...].withUnsafeBytes { buffer in
                Foundation.send(descriptor, buffer.baseAddress, buffer.count, sendFlags)
            }
            guard count > 0 else { throw Disconnected("sending") }
            sentCount += count
        }
    }

    static func encode(_ arguments: [String]) -> [UInt8] {
        var text = "*\(arguments.count)\r\n"
        for argument in arguments { text += "$\(argument.utf8.count)\r\n\(argument)\r\n" }
        return Array(text.utf8)
    }

    // MARK: Replies

    /// Waits for the next reply.
    func receive() throws -> Reply {
        let line = try receiveLine()
        let content = String(line.dropFirst())
        switch line.first {
        case "+": return .status(content)
        case "-": return .error(content)
        case ":": return .integer(try #require(Int(content)))
        case "$":
            let count = try #require(Int(content))
            guard count >= 0 else { return .bulk(nil) }
            return .bulk(try receiveBulk(byteCount: count))
        case "*":
            return .array(try (0..<(try #require(Int(content)))).map { _ in try receive() })
        default:
            throw Disconnected("reading the line '\(line)'", code: 0)
        }
    }

    /// Whether the peer closes the connection, now or within the next ten seconds, whatever it sends before.
    func isClosedByPeer() -> Bool {
        while true {
            var chunk = [UInt8](repeating: 0, count: 4_096)
            let count = recv(descriptor, &chunk, chunk.count, 0)
            if count > 0 { continue }
            return count == 0 || errno == ECONNRESET
        }
    }

    /// Whether the peer ends the connection in good order, now or within the next ten seconds.
    func isEndedByPeer() -> Bool {
        var byte: UInt8 = 0
        return position == received.count && recv(descriptor, &byte, 1, 0) == 0
    }

    private func receiveLine() throws -> String {
        while true {
            if let end = received[position...].firstIndex(of: UInt8(ascii: "\n")) {
                defer { position = end + 1 }
                return String(decoding: received[position..<(end - 1)], as: UTF8.self)
            }
            try receiveMore()
        }
    }

    private func receiveBulk(byteCount: Int) throws -> String {
        while received.count - position < byteCount + 2 { try receiveMore() }
        defer { position += byteCount + 2 }
        return String(decoding: received[position..<position + byteCount], as: UTF8.self)
    }

    private func receiveMore() throws {
        if position > 1 << 16 {
            received.removeSubrange(..<position)
            position = 0
        }
        var chunk = [UInt8](repeating: 0, count: 65_536)
        let count = recv(descriptor, &chunk, chunk.count, 0)
        guard count > 0 else {
            let code = count == 0 ? 0 : errno
            throw Disconnected("receiving from a server that logged: \(server?.log ?? "?")", code: code)
        }
        received += chunk[..<count]
    }
}
