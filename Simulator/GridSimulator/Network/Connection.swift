import GridDeterminism
import GridLink

/// One simulated TCP connection: two ends, and an ordered stream of bytes in each direction.
final class Connection {
    /// The two ends.
    enum Side: Int {
        /// The one that connected.
        case client = 0
        /// The one that accepted.
        case server = 1

        var other: Side { self == .client ? .server : .client }
    }

    /// What becomes of a connection whose bytes are held back.
    enum StallFate {
        /// The bytes arrive late, once the way is open again.
        case survives
        /// Both ends are told that the connection is broken, if they still care by then.
        case breaks
        /// Nothing ever arrives again and nobody is told: something on the way forgot the connection.
        case isForgotten
    }

    let number: Int
    /// Which of the connections from the client's to the server's node it is: names its random decisions.
    let ordinal: UInt64
    /// In the order of ``Side``.
    private(set) var ends: [End]
    /// The way from the client to the server, then the way back.
    var streams: [ByteStream]
    /// The address to which the client connects.
    var host = ""
    /// How often the request to connect was sent.
    var requestCount = 0
    /// What the server knows of the stranger that greets it.
    var handshake: InboundHandshake?
    /// Decided when the connection stalls for the first time.
    var fate: StallFate?

    init(number: Int, ordinal: UInt64, client: Int, server: Int, random: KeyedRandom) {
        self.number = number
        self.ordinal = ordinal
        ends = [End(member: client), End(member: server)]
        streams = [
            ByteStream(from: client, to: server, ordinal: ordinal, random: random),
            ByteStream(from: server, to: client, ordinal: ordinal, random: random),
        ]
    }

    /// One end of the connection.
    struct End {
        enum Phase {
            /// Does not exist yet.
            case absent
            /// Waits for the other side to accept.
            case connecting
            /// Waits for the first frame of a stranger.
            case greeting
            /// Belongs to a state machine.
            case open
            case closed
        }

        /// The index of the member.
        let member: Int
        /// Which life of the member, once the end exists.
        var life: MemberLife?
        var machine = Machine.control
        /// How the machine calls it.
        var link: LinkID?
        var phase = Phase.absent
    }

    subscript(side: Side) -> End {
        get { ends[side.rawValue] }
        set { ends[side.rawValue] = newValue }
    }

    /// Lets go of the processes at both ends, because the world ends.
    func forgetLives() {
        for index in ends.indices { ends[index].life = nil }
    }

    /// The stream in which `side` writes.
    func outgoing(_ side: Side) -> Int { side.rawValue }

    /// The side that reads from a stream.
    func reader(of stream: Int) -> Side { stream == 0 ? .server : .client }
}
