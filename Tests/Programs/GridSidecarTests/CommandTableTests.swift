import Testing

@testable import GridSidecar

/// What `COMMAND INFO` of redis-server 7.0.15 says of commands: name, arity, flags, first key, last key, step,
/// categories.
private let recordedSpecifications = [
    "auth -2 [noscript loading stale fast no_auth allow_busy] 0 0 0 [@fast @connection]",
    "client -2 [] 0 0 0 [@slow]",
    "client|help 2 [loading stale] 0 0 0 [@slow @connection]",
    "command|help 2 [loading stale] 0 0 0 [@slow @connection]",
    "config|help 2 [loading stale] 0 0 0 [@slow]",
    "client|getname 2 [noscript loading stale] 0 0 0 [@slow @connection]",
    "client|id 2 [noscript loading stale] 0 0 0 [@slow @connection]",
    "client|info 2 [noscript loading stale] 0 0 0 [@slow @connection]",
    "client|list -2 [admin noscript loading stale] 0 0 0 [@admin @slow @dangerous @connection]",
    "client|no-evict 3 [admin noscript loading stale] 0 0 0 [@admin @slow @dangerous @connection]",
    "client|reply 3 [noscript loading stale] 0 0 0 [@slow @connection]",
    "client|setname 3 [noscript loading stale] 0 0 0 [@slow @connection]",
    "command -1 [loading stale] 0 0 0 [@slow @connection]",
    "command|count 2 [loading stale] 0 0 0 [@slow @connection]",
    "command|docs -2 [loading stale] 0 0 0 [@slow @connection]",
    "command|getkeys -4 [loading stale] 0 0 0 [@slow @connection]",
    "command|info -2 [loading stale] 0 0 0 [@slow @connection]",
    "command|list -2 [loading stale] 0 0 0 [@slow @connection]",
    "config -2 [] 0 0 0 [@slow]",
    "config|get -3 [admin noscript loading stale] 0 0 0 [@admin @slow @dangerous]",
    "config|set -4 [admin noscript loading stale] 0 0 0 [@admin @slow @dangerous]",
    "dbsize 1 [readonly fast] 0 0 0 [@keyspace @read @fast]",
    "del -2 [write] 1 -1 1 [@keyspace @write @slow]",
    "echo 2 [loading stale fast] 0 0 0 [@fast @connection]",
    "exists -2 [readonly fast] 1 -1 1 [@keyspace @read @fast]",
    "expire -3 [write fast] 1 1 1 [@keyspace @write @fast]",
    "expireat -3 [write fast] 1 1 1 [@keyspace @write @fast]",
    "expiretime 2 [readonly fast] 1 1 1 [@keyspace @read @fast]",
    "flushall -1 [write] 0 0 0 [@keyspace @write @slow @dangerous]",
    "flushdb -1 [write] 0 0 0 [@keyspace @write @slow @dangerous]",
    "get 2 [readonly fast] 1 1 1 [@read @string @fast]",
    "getdel 2 [write fast] 1 1 1 [@write @string @fast]",
    "getex -2 [write fast] 1 1 1 [@write @string @fast]",
    "getset 3 [write denyoom fast] 1 1 1 [@write @string @fast]",
    "hello -1 [noscript loading stale fast no_auth allow_busy] 0 0 0 [@fast @connection]",
    "info -1 [loading stale] 0 0 0 [@slow @dangerous]",
    "mget -2 [readonly fast] 1 -1 1 [@read @string @fast]",
    "mset -3 [write denyoom] 1 -1 2 [@write @string @slow]",
    "persist 2 [write fast] 1 1 1 [@keyspace @write @fast]",
    "pexpire -3 [write fast] 1 1 1 [@keyspace @write @fast]",
    "pexpireat -3 [write fast] 1 1 1 [@keyspace @write @fast]",
    "pexpiretime 2 [readonly fast] 1 1 1 [@keyspace @read @fast]",
    "ping -1 [fast] 0 0 0 [@fast @connection]",
    "psetex 4 [write denyoom] 1 1 1 [@write @string @slow]",
    "pttl 2 [readonly fast] 1 1 1 [@keyspace @read @fast]",
    "quit -1 [noscript loading stale fast no_auth allow_busy] 0 0 0 [@fast @connection]",
    "reset 1 [noscript loading stale fast no_auth allow_busy] 0 0 0 [@fast @connection]",
    "select 2 [loading stale fast] 0 0 0 [@fast @connection]",
    "set -3 [write denyoom] 1 1 1 [@write @string @slow]",
    "setex 4 [write denyoom] 1 1 1 [@write @string @slow]",
    "setnx 3 [write denyoom fast] 1 1 1 [@write @string @fast]",
    "strlen 2 [readonly fast] 1 1 1 [@read @string @fast]",
    "time 1 [loading stale fast] 0 0 0 [@fast]",
    "touch -2 [readonly fast] 1 -1 1 [@keyspace @read @fast]",
    "ttl 2 [readonly fast] 1 1 1 [@keyspace @read @fast]",
    "type 2 [readonly fast] 1 1 1 [@keyspace @read @fast]",
    "unlink -2 [write fast] 1 -1 1 [@keyspace @write @fast]",
]

@Suite("CommandTable")
struct CommandTableTests {
    /// The row of a command in the form of the recorded ones.
    private func row(of command: CommandSpecification) -> String {
        let flags = command.flags.names.joined(separator: " ")
        let keys = "\(command.keys.first) \(command.keys.last) \(command.keys.step)"
        let categories = command.categories.joined(separator: " ")
        return "\(command.name) \(command.arity) [\(flags)] \(keys) [\(categories)]"
    }

    @Test("A command is described as Redis describes it")
    func rowsEqualThoseOfRedis() {
        let commands = CommandTable.standard.commands.flatMap { [$0] + $0.subcommands }
        // Redis 7.0 does not know these two; they came with 7.2.
        let laterNames = ["client|no-touch", "client|setinfo"]
        let rows = commands.filter { !laterNames.contains($0.name) }.map(row)

        #expect(rows.sorted() == recordedSpecifications.sorted())
    }

    @Test("A command is found in any case of letters, and nothing else is found")
    func lookUp() {
        let table = CommandTable.standard
        for command in table.commands {
            #expect(table.command(named: Array(command.name.utf8).span)?.name == command.name)
            #expect(table.command(named: Array(command.name.uppercased().utf8).span)?.name == command.name)
        }
        for name in ["", "ge", "gett", "\u{0}get", "get\u{0}", "averyveryverylongname", "client|id"] {
            #expect(table.command(named: Array(name.utf8).span) == nil, "\(name)")
        }
    }

    @Test("COMMAND INFO has the ten fields of Redis, with sets in version 3")
    func commandInfo() {
        let harness = SessionHarness()
        let versionTwo =
            "*1\r\n*10\r\n$3\r\nget\r\n:2\r\n*2\r\n+readonly\r\n+fast\r\n:1\r\n:1\r\n:1\r\n"
            + "*3\r\n+@read\r\n+@string\r\n+@fast\r\n*0\r\n*0\r\n*0\r\n"
        #expect(harness.command("COMMAND INFO get") == versionTwo)
        harness.command("HELLO 3")
        let versionThree =
            "*1\r\n*10\r\n$3\r\nget\r\n:2\r\n~2\r\n+readonly\r\n+fast\r\n:1\r\n:1\r\n:1\r\n"
            + "~3\r\n+@read\r\n+@string\r\n+@fast\r\n~0\r\n~0\r\n*0\r\n"
        #expect(harness.command("COMMAND INFO get") == versionThree)
    }

    @Test("COMMAND INFO knows subcommands by their full name")
    func commandInfoOfSubcommand() {
        let reply = SessionHarness().command("COMMAND INFO client|id client|nosuch nosuch|id")

        #expect(
            reply
                == "*3\r\n*10\r\n$9\r\nclient|id\r\n:2\r\n*3\r\n+noscript\r\n+loading\r\n+stale\r\n:0\r\n:0\r\n:0\r\n"
                + "*2\r\n+@slow\r\n+@connection\r\n*0\r\n*0\r\n*0\r\n$-1\r\n$-1\r\n")
    }

    @Test("COMMAND without arguments lists as many commands as COMMAND COUNT says")
    func commandCount() {
        let harness = SessionHarness()
        let count = CommandTable.standard.commands.count

        #expect(harness.command("COMMAND COUNT") == ":\(count)\r\n")
        #expect(harness.command("COMMAND").hasPrefix("*\(count)\r\n*10\r\n$3\r\n"))
        #expect(harness.command("COMMAND INFO") == harness.command("COMMAND"))
        #expect(harness.command("COMMAND DOCS") == "*0\r\n")
    }

    @Test("HELP names the subcommands")
    func help() {
        #expect(
            SessionHarness().command("config HELP")
                == "*4\r\n+CONFIG <subcommand> [<argument> ...]. Subcommands are:\r\n+GET\r\n+HELP\r\n+SET\r\n"
        )
    }

    @Test("COMMAND LIST filters by pattern and by category")
    func commandList() {
        let harness = SessionHarness()

        #expect(
            harness.command("COMMAND LIST FILTERBY PATTERN m*") == "*2\r\n$4\r\nmget\r\n$4\r\nmset\r\n")
        #expect(
            harness.command("COMMAND LIST FILTERBY ACLCAT dangerous")
                == "*7\r\n$4\r\ninfo\r\n$11\r\nclient|list\r\n$15\r\nclient|no-evict\r\n$10\r\nconfig|get\r\n"
                + "$10\r\nconfig|set\r\n$7\r\nflushdb\r\n$8\r\nflushall\r\n"
        )
        #expect(harness.command("COMMAND LIST").hasPrefix("*\(harness.totalCommandCount)\r\n"))
    }
}

extension SessionHarness {
    /// How many commands and subcommands there are.
    fileprivate var totalCommandCount: Int {
        CommandTable.standard.commands.reduce(0) { $0 + 1 + $1.subcommands.count }
    }
}
