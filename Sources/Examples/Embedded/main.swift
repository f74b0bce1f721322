// One member inside this process: what the README shows first.

// region: embedded
import GridCache

let cache = try GridCache()
try await cache.waitUntilReady()

try await cache.set("greeting", to: "hello", expiring: .after(.seconds(60)))
let greeting = try await cache.get("greeting", as: String.self)
print(greeting ?? "nothing")

// Borrows the value from the store: nothing is copied, and the task does not change threads.
let length = try await cache.withValue(forKey: "greeting") { bytes in bytes.count }
print(length ?? 0)

try await cache.delete("greeting")
await cache.shutdown()
// endregion: embedded
