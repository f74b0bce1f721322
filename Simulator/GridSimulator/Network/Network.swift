import GridDeterminism

/// The ways between members: which are open, and how they behave.
struct Network {
    var conditions: NetworkConditions
    /// Every connection that has not ended on both sides.
    private(set) var connections: [Connection] = []
    private let memberCount: Int
    private let random: KeyedRandom
    /// The way from a row's member to a column's member.
    private var ways: [Way]
    private var nextNumber = 0
    /// At how many connections those that ended are looked for.
    private var sweepCount = 64

    init(memberCount: Int, conditions: NetworkConditions, random: KeyedRandom) {
        self.memberCount = memberCount
        self.conditions = conditions
        self.random = random
        ways = Array(repeating: Way(), count: memberCount * memberCount)
    }

    subscript(source: Int, target: Int) -> Way {
        get { ways[source * memberCount + target] }
        _modify { yield &ways[source * memberCount + target] }
    }

    func isOpen(from source: Int, to target: Int) -> Bool { !self[source, target].isBlocked }

    var hasBlockedWays: Bool { ways.contains { $0.isBlocked } }

    mutating func connect(from client: Int, to server: Int) -> Connection {
        defer {
            self[client, server].connectionCount += 1
            nextNumber += 1
        }
        if connections.count >= sweepCount { removeEnded() }
        let connection = Connection(
            number: nextNumber, ordinal: self[client, server].connectionCount, client: client, server: server,
            random: random
        )
        connections.append(connection)
        return connection
    }

    /// The random decisions about one connection.
    func stream(_ concern: KeyedRandom.Concern, _ connection: Connection) -> RandomStream {
        random.stream(
            concern, UInt64(connection[.client].member), UInt64(connection[.server].member),
            connection.ordinal)
    }

    private mutating func removeEnded() {
        connections.removeAll { $0[.client].isEnded && $0[.server].isEnded }
        // The cost of the next time is spread over as many new connections.
        sweepCount = max(64, 2 * connections.count)
    }
}

extension Connection.End {
    /// Whether nothing will ever happen at this end any more.
    var isEnded: Bool {
        switch phase {
        case .closed: true
        case .absent, .connecting, .greeting, .open: false
        }
    }
}
