import GridDeterminism

/// Finds out when what was written arrived, byte by byte: a stream has an order but no borders.
struct MessageMatcher {
    private struct Pending {
        let message: Recording.Message
        /// How many bytes of the stream end with it.
        let end: Int
    }

    private struct Stream {
        var writtenByteCount = 0
        var arrivedByteCount = 0
        var pending: [Pending] = []
        var first = 0
    }

    /// Two for each connection, by its number.
    private var streams: [Stream] = []
    /// The first one stands for all that are too many.
    private(set) var texts = [""]
    private var indexOfText: [String: Int] = [:]
    /// How many different texts are kept.
    private static let textLimit = 20_000

    mutating func written(
        _ bytes: [UInt8], on connection: Int, stream index: Int, from sender: Int, to receiver: Int,
        machine: Int, at time: Instant
    ) {
        let place = connection * 2 + index
        while streams.count <= place { streams.append(Stream()) }
        streams[place].writtenByteCount += bytes.count
        let message = Recording.Message(
            time: time, arrivedAt: nil, sender: sender, receiver: receiver, machine: machine,
            byteCount: bytes.count, text: number(of: FrameAccount.text(of: bytes)))
        streams[place].pending.append(Pending(message: message, end: streams[place].writtenByteCount))
    }

    /// Bytes arrived: passes on every message whose last byte is among them.
    mutating func arrived(
        byteCount: Int, on connection: Int, stream index: Int, at time: Instant,
        _ keep: (Recording.Message) -> Void
    ) {
        let place = connection * 2 + index
        guard place < streams.count else { return }
        streams[place].arrivedByteCount += byteCount
        while streams[place].first < streams[place].pending.count {
            let pending = streams[place].pending[streams[place].first]
            guard pending.end <= streams[place].arrivedByteCount else { break }
            streams[place].first += 1
            keep(pending.message.arrived(at: time))
        }
        if streams[place].first == streams[place].pending.count {
            streams[place].pending.removeAll(keepingCapacity: true)
            streams[place].first = 0
        }
    }

    /// Passes on what never arrived as a whole.
    mutating func takeUnfinished(_ keep: (Recording.Message) -> Void) {
        for stream in streams {
            for pending in stream.pending[stream.first...] { keep(pending.message) }
        }
        streams = []
    }

    private mutating func number(of text: String) -> Int {
        if let index = indexOfText[text] { return index }
        guard texts.count < Self.textLimit else { return 0 }
        texts.append(text)
        indexOfText[text] = texts.count - 1
        return texts.count - 1
    }
}

extension Recording.Message {
    fileprivate func arrived(at time: Instant) -> Recording.Message {
        Recording.Message(
            time: self.time, arrivedAt: time, sender: sender, receiver: receiver, machine: machine,
            byteCount: byteCount, text: text)
    }
}

extension Recorder {
    func written(_ bytes: [UInt8], on connection: Connection, from side: Connection.Side, at time: Instant) {
        let (sender, receiver) = (connection[side].member, connection[side.other].member)
        sentMessageCounts[sender] += 1
        sentByteCounts[sender] += bytes.count
        outgoing.written(
            bytes, on: connection.number, stream: connection.outgoing(side), from: sender, to: receiver,
            machine: connection[side].machine.index, at: time)
    }

    func arrived(byteCount: Int, on connection: Connection, stream: Int, at time: Instant) {
        outgoing.arrived(byteCount: byteCount, on: connection.number, stream: stream, at: time) { keep($0) }
    }
}
