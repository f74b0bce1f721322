extension CommandTable {
    /// The commands of the sidecar.
    package static let standard = CommandTable(
        connectionCommands + stringCommands + keyCommands + expiryCommands + serverCommands)

    private static let connectionCommands: [CommandSpecification] = [
        .init(
            "auth", arity: -2, [.ofConnection, .isFast, .withoutAuthentication, .whileBusy], .connection, auth
        ),
        .init("client", arity: -2, subcommands: clientSubcommands),
        .init(
            "command", arity: -1, [.whileLoading, .whileStale], .connection, subcommands: commandSubcommands,
            describeAllCommands),
        .init("echo", arity: 2, [.whileLoading, .whileStale, .isFast], .connection, echo),
        .init(
            "hello", arity: -1, [.ofConnection, .isFast, .withoutAuthentication, .whileBusy], .connection,
            hello),
        .init("ping", arity: -1, .isFast, .connection, ping),
        .init(
            "quit", arity: -1, [.ofConnection, .isFast, .withoutAuthentication, .whileBusy], .connection, quit
        ),
        .init(
            "reset", arity: 1, [.ofConnection, .isFast, .withoutAuthentication, .whileBusy], .connection,
            reset),
        .init("select", arity: 2, [.whileLoading, .whileStale, .isFast], .connection, select),
    ]

    private static let clientSubcommands: [CommandSpecification] = [
        .init("client|getname", arity: 2, .ofConnection, .connection, clientGetName),
        .init("client|help", arity: 2, [.whileLoading, .whileStale], .connection, listSubcommands),
        .init("client|id", arity: 2, .ofConnection, .connection, clientID),
        .init("client|info", arity: 2, .ofConnection, .connection, clientInfo),
        .init("client|list", arity: -2, [.administers, .ofConnection], .connection, clientList),
        .init("client|no-evict", arity: 3, [.administers, .ofConnection], .connection, clientSwitch),
        .init("client|no-touch", arity: 3, .ofConnection, .connection, clientSwitch),
        .init("client|reply", arity: 3, .ofConnection, .connection, clientReply),
        .init("client|setinfo", arity: 4, .ofConnection, .connection, clientSetInfo),
        .init("client|setname", arity: 3, .ofConnection, .connection, clientSetName),
    ]

    private static let commandSubcommands: [CommandSpecification] = [
        .init("command|count", arity: 2, [.whileLoading, .whileStale], .connection, countCommands),
        .init("command|docs", arity: -2, [.whileLoading, .whileStale], .connection, documentCommands),
        .init("command|getkeys", arity: -4, [.whileLoading, .whileStale], .connection, findKeys),
        .init("command|help", arity: 2, [.whileLoading, .whileStale], .connection, listSubcommands),
        .init("command|info", arity: -2, [.whileLoading, .whileStale], .connection, describeCommands),
        .init("command|list", arity: -2, [.whileLoading, .whileStale], .connection, listCommands),
    ]

    private static let stringCommands: [CommandSpecification] = [
        .init("get", arity: 2, [.readsOnly, .isFast], .string, keys: .one, get),
        .init("getdel", arity: 2, [.writes, .isFast], .string, keys: .one, getAndDelete),
        .init("getex", arity: -2, [.writes, .isFast], .string, keys: .one, getAndExpire),
        .init("getset", arity: 3, [.writes, .needsMemory, .isFast], .string, keys: .one, getAndSet),
        .init("mget", arity: -2, [.readsOnly, .isFast], .string, keys: .all, getMany),
        .init("mset", arity: -3, [.writes, .needsMemory], .string, keys: .alternate, setMany),
        .init("psetex", arity: 4, [.writes, .needsMemory], .string, keys: .one, setWithMilliseconds),
        .init("set", arity: -3, [.writes, .needsMemory], .string, keys: .one, set),
        .init("setex", arity: 4, [.writes, .needsMemory], .string, keys: .one, setWithSeconds),
        .init("setnx", arity: 3, [.writes, .needsMemory, .isFast], .string, keys: .one, setIfAbsent),
        .init("strlen", arity: 2, [.readsOnly, .isFast], .string, keys: .one, countValueBytes),
    ]

    private static let keyCommands: [CommandSpecification] = [
        .init("del", arity: -2, .writes, .keyspace, keys: .all, delete),
        .init("exists", arity: -2, [.readsOnly, .isFast], .keyspace, keys: .all, countExisting),
        .init("touch", arity: -2, [.readsOnly, .isFast], .keyspace, keys: .all, countExisting),
        .init("type", arity: 2, [.readsOnly, .isFast], .keyspace, keys: .one, typeOfValue),
        .init("unlink", arity: -2, [.writes, .isFast], .keyspace, keys: .all, delete),
    ]

    private static let expiryCommands: [CommandSpecification] = [
        .init("expire", arity: -3, [.writes, .isFast], .keyspace, keys: .one, expire),
        .init("expireat", arity: -3, [.writes, .isFast], .keyspace, keys: .one, expireAt),
        .init("expiretime", arity: 2, [.readsOnly, .isFast], .keyspace, keys: .one, expireTime),
        .init("persist", arity: 2, [.writes, .isFast], .keyspace, keys: .one, persist),
        .init("pexpire", arity: -3, [.writes, .isFast], .keyspace, keys: .one, expireInMilliseconds),
        .init("pexpireat", arity: -3, [.writes, .isFast], .keyspace, keys: .one, expireAtMilliseconds),
        .init(
            "pexpiretime", arity: 2, [.readsOnly, .isFast], .keyspace, keys: .one, expireTimeInMilliseconds),
        .init("pttl", arity: 2, [.readsOnly, .isFast], .keyspace, keys: .one, timeToLiveInMilliseconds),
        .init("ttl", arity: 2, [.readsOnly, .isFast], .keyspace, keys: .one, timeToLive),
    ]

    private static let serverCommands: [CommandSpecification] = [
        .init("config", arity: -2, subcommands: configSubcommands),
        .init("dbsize", arity: 1, [.readsOnly, .isFast], .keyspace, countEntries),
        .init("flushall", arity: -1, .writes, [.keyspace, .dangerous], flush),
        .init("flushdb", arity: -1, .writes, [.keyspace, .dangerous], flush),
        .init("info", arity: -1, [.whileLoading, .whileStale], .dangerous, info),
        .init("time", arity: 1, [.whileLoading, .whileStale, .isFast], [], tellTime),
    ]

    private static let configSubcommands: [CommandSpecification] = [
        .init("config|get", arity: -3, [.administers, .ofConnection], [], listSettings),
        .init("config|help", arity: 2, [.whileLoading, .whileStale], [], listSubcommands),
        .init("config|set", arity: -4, [.administers, .ofConnection], [], refuseSetting),
    ]
}
