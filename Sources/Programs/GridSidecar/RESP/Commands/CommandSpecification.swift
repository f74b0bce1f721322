import GridReplication

/// Begins a command: answers it, or says what it needs first.
typealias CommandHandler =
    @Sendable (_ request: RESPRequest, _ client: inout ClientState) throws(CommandError) -> CommandOutcome

/// What a command needs after its handler ran.
enum CommandOutcome: Hashable, Sendable {
    /// Nothing: the reply is written.
    case replied
    /// The answer to this request; then this reply.
    case perform(CacheRequest, then: PendingReply)
    /// The answers to these requests, of which there is at least one; then this reply.
    case performAll([CacheRequest], then: CombinedReply)
    case administer(AdministrativeRequest)
    /// The connection is to be closed after the reply that is written.
    case close
}

/// Everything that is known of one command: one row of the ``CommandTable``.
///
/// A class, so that finding a command copies one reference.
final class CommandSpecification: Sendable {
    /// The name in lower case; of a subcommand `container|name`.
    let name: String
    /// The number of arguments with the names; −n means n or more.
    let arity: Int
    let flags: CommandFlags
    let topics: CommandTopics
    let keys: KeyPositions
    let handler: CommandHandler?
    let subcommands: [CommandSpecification]

    init(
        _ name: String, arity: Int, _ flags: CommandFlags = [], _ topics: CommandTopics = [],
        keys: KeyPositions = .none, subcommands: [CommandSpecification] = [], _ handler: CommandHandler? = nil
    ) {
        precondition(arity != 0, "\(name) has at least its name as an argument")
        precondition(handler != nil || !subcommands.isEmpty, "\(name) does nothing")
        self.name = name
        self.arity = arity
        self.flags = flags
        self.topics = topics
        self.keys = keys
        self.handler = handler
        self.subcommands = subcommands
    }

    /// Whether the command takes so many arguments, its names included.
    func accepts(argumentCount: Int) -> Bool {
        arity > 0 ? argumentCount == arity : argumentCount >= -arity
    }

    /// The part of a subcommand's name that a client sends; for other commands the name.
    var lastName: Substring {
        guard let bar = name.lastIndex(of: "|") else { return name[...] }
        return name[name.index(after: bar)...]
    }

    /// The names of flags and topics that stand for groups of commands, as access control lists name them.
    var categories: [String] {
        var names: [String] = []
        if topics.contains(.keyspace) { names.append("@keyspace") }
        if flags.contains(.readsOnly) { names.append("@read") }
        if flags.contains(.writes) { names.append("@write") }
        if topics.contains(.string) { names.append("@string") }
        if flags.contains(.administers) { names.append("@admin") }
        names.append(flags.contains(.isFast) ? "@fast" : "@slow")
        if topics.contains(.dangerous) || flags.contains(.administers) { names.append("@dangerous") }
        if topics.contains(.connection) { names.append("@connection") }
        return names
    }
}

/// Properties of a command that client libraries and operators ask for.
struct CommandFlags: OptionSet, Sendable {
    let rawValue: UInt16

    static let writes = CommandFlags(rawValue: 1 << 0)
    static let readsOnly = CommandFlags(rawValue: 1 << 1)
    /// It may be refused for want of memory.
    static let needsMemory = CommandFlags(rawValue: 1 << 2)
    static let administers = CommandFlags(rawValue: 1 << 3)
    static let notInScripts = CommandFlags(rawValue: 1 << 4)
    static let whileLoading = CommandFlags(rawValue: 1 << 5)
    static let whileStale = CommandFlags(rawValue: 1 << 6)
    static let isFast = CommandFlags(rawValue: 1 << 7)
    static let withoutAuthentication = CommandFlags(rawValue: 1 << 8)
    static let whileBusy = CommandFlags(rawValue: 1 << 9)

    /// What a command has that is about the connection alone.
    static let ofConnection: CommandFlags = [.notInScripts, .whileLoading, .whileStale]

    /// The names in the protocol, in the order of the bits.
    private static let allNames = [
        "write", "readonly", "denyoom", "admin", "noscript", "loading", "stale", "fast", "no_auth",
        "allow_busy",
    ]

    /// The names in the protocol.
    var names: [String] {
        Self.allNames.enumerated().filter { rawValue & 1 << $0.offset != 0 }.map(\.element)
    }
}

/// What a command is about, beyond its flags.
struct CommandTopics: OptionSet, Sendable {
    let rawValue: UInt8

    static let keyspace = CommandTopics(rawValue: 1 << 0)
    static let string = CommandTopics(rawValue: 1 << 1)
    static let connection = CommandTopics(rawValue: 1 << 2)
    static let dangerous = CommandTopics(rawValue: 1 << 3)
}

/// Which arguments of a command are keys.
struct KeyPositions: Hashable, Sendable {
    /// The first key; 0 when there is none.
    let first: Int
    /// The last key; −1 when it is the last argument.
    let last: Int
    /// From one key to the next.
    let step: Int

    static let none = KeyPositions(first: 0, last: 0, step: 0)
    static let one = KeyPositions(first: 1, last: 1, step: 1)
    static let all = KeyPositions(first: 1, last: -1, step: 1)
    static let alternate = KeyPositions(first: 1, last: -1, step: 2)

    /// The keys among so many arguments.
    func indices(argumentCount: Int) -> StrideThrough<Int> {
        guard first > 0 else { return stride(from: 1, through: 0, by: 1) }
        return stride(from: first, through: last < 0 ? argumentCount + last : last, by: step)
    }
}
