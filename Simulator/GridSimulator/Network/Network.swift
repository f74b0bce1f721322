import GridDeterminism

/// The ways between members: which are open, and how they behave.
struct Network {
    var conditions: NetworkConditions
    /// Every connection that has not ended on both sides.
    private(set) var connections: [Connection] = []
    private let memberCount: Int
    private let random: KeyedRandom
    /// Whether the way from a row's member to a column's member is blocked.
    private var isBlocked: [Bool]
    /// How many connections were made from a row's member to a column's member.
    private var connectionCounts: [UInt64]
    private var nextNumber = 0

    init(memberCount: Int, conditions: NetworkConditions, random: KeyedRandom) {
        self.memberCount = memberCount
        self.conditions = conditions
        self.random = random
        isBlocked = Array(repeating: false, count: memberCount * memberCount)
        connectionCounts = Array(repeating: 0, count: memberCount * memberCount)
    }

    func isOpen(from source: Int, to target: Int) -> Bool { !isBlocked[source * memberCount + target] }

    mutating func block(from source: Int, to target: Int) {
        isBlocked[source * memberCount + target] = true
    }

    mutating func openAllWays() {
        for index in isBlocked.indices { isBlocked[index] = false }
    }

    var hasBlockedWays: Bool { isBlocked.contains(true) }

    mutating func connect(from client: Int, to server: Int) -> Connection {
        let way = client * memberCount + server
        defer {
            connectionCounts[way] += 1
            nextNumber += 1
        }
        if connections.count > 64, nextNumber % 64 == 0 { removeEnded() }
        let connection = Connection(
            number: nextNumber, ordinal: connectionCounts[way], client: client, server: server, random: random
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
