// Two members of one cluster, in two processes. In one terminal, then in another:
//
//     swift run TwoMembers alpha 127.0.0.1:7901
//     swift run TwoMembers beta 127.0.0.1:7902 127.0.0.1:7901
//
// The first waits for a greeting that the second writes, answers it, and both leave.

import GridCache

let arguments = CommandLine.arguments.dropFirst()
guard let name = arguments.first, let address = arguments.dropFirst().first else {
    print("usage: TwoMembers NAME HOST:PORT [SEED]")
    throw GridCacheError.invalidOptions(["a name and an address are needed"])
}

// region: start
var options = GridCache.Options()
options.memberName = name
options.listenAddress = address
options.seeds = Array(arguments.dropFirst(2))

let cache = try GridCache(options: options)
try await cache.waitUntilReady()
// endregion: start

print("\(cache.memberName) listens at \(cache.address)")

if options.seeds.isEmpty {
    let greeting = try await value(of: "greeting")
    print("\(name) read: \(greeting)")
    try await cache.set("answer", to: "hello, and welcome", concern: .all)
} else {
    // region: use
    try await cache.set("greeting", to: "hello from \(name)", expiring: .after(.seconds(60)), concern: .all)
    let answer = try await value(of: "answer")
    // endregion: use
    print("\(name) read: \(answer)")
}
await cache.shutdown()

/// Waits up to a minute until `key` has a value.
func value(of key: String) async throws -> String {
    for _ in 0..<600 {
        if let value = try await cache.get(key, as: String.self) { return value }
        try await Task.sleep(for: .milliseconds(100))
    }
    return "nothing"
}
