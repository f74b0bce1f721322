import GridCollections
import GridIdentity
import GridRuntime

/// Sends back what it receives, and stops reading while too much of it is queued.
///
/// Confined to the loop of its stream.
final class EchoConnection {
    private static let limit = 200_000
    private let stream: TCPStream

    init(_ stream: TCPStream) {
        self.stream = stream
    }

    func start() {
        stream.onRead = { [self] bytes in
            stream.write(bytes)
            if stream.queuedByteCount > Self.limit { stream.pauseReading() }
        }
        stream.onDrained = { [self] in stream.resumeReading() }
    }
}

/// Sends a pattern in chunks of odd lengths and checks what comes back.
///
/// Confined to the loop of its stream.
final class EchoClient {
    struct Result: Sendable {
        var receivedByteCount = 0
        var mismatchCount = 0
        var highestQueuedByteCount = 0
        var drainCount = 0
    }

    static let limit = 300_000
    static let longestChunk = 99_991

    private let byteCount: Int
    private let outcome: Outcome<Result>
    private let pattern = (0..<65_521).map { UInt8(truncatingIfNeeded: $0 ^ ($0 >> 8)) }
    private var result = Result()
    private var sentByteCount = 0
    private var chunkNumber = 0

    init(byteCount: Int, result: Outcome<Result>) {
        self.byteCount = byteCount
        outcome = result
    }

    func start(to address: NodeAddress, on loop: EventLoop) {
        let stream = TCPStream.connect(to: address, on: loop, timeout: .seconds(10))
        stream.onConnected = { [self] in produce(stream) }
        stream.onDrained = { [self] in
            result.drainCount += 1
            produce(stream)
        }
        stream.onRead = { [self] bytes in
            check(bytes)
            if result.receivedByteCount == byteCount {
                outcome.deliver(result)
                stream.close()
            }
        }
        stream.onClosed = { [self] _ in outcome.deliver(result) }
    }

    private func produce(_ stream: TCPStream) {
        let lengths = [1, 7, 4_093, 65_537, Self.longestChunk, 13]
        while sentByteCount < byteCount, stream.queuedByteCount < Self.limit {
            let length = min(lengths[chunkNumber % lengths.count], byteCount - sentByteCount)
            stream.write(expectedBytes(at: sentByteCount, count: length))
            sentByteCount += length
            chunkNumber += 1
            result.highestQueuedByteCount = max(result.highestQueuedByteCount, stream.queuedByteCount)
        }
    }

    private func check(_ bytes: Span<UInt8>) {
        let received = [UInt8](copying: bytes)
        if received != expectedBytes(at: result.receivedByteCount, count: bytes.count) {
            result.mismatchCount += 1
        }
        result.receivedByteCount += bytes.count
    }

    /// The pattern from a position on.
    ///
    /// Its period is a prime, so that a lost or doubled block shows.
    private func expectedBytes(at position: Int, count: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count {
            let start = (position + bytes.count) % pattern.count
            bytes += pattern[start..<min(pattern.count, start + count - bytes.count)]
        }
        return bytes
    }
}
