import Foundation
import Synchronization

/// A client on a thread of its own that writes one key after the other until it is stopped.
final class Writer: Sendable {
    private struct State {
        var isStopped = false
        var hasEnded = false
        var acknowledged: [Int] = []
        var refused = 0
    }

    private let prefix: String
    private let state = Mutex(State())

    /// Begins to write `prefix:0`, `prefix:1` and so on, each with its own name as value.
    init(to port: UInt16, prefix: String) {
        self.prefix = prefix
        Thread { [self] in
            write(to: port)
            state.withLock { $0.hasEnded = true }
        }.start()
    }

    /// How many writes were acknowledged so far.
    var acknowledgedCount: Int { state.withLock { $0.acknowledged.count } }

    /// Stops, and returns the keys whose writes were acknowledged.
    func stop() async -> [String] {
        state.withLock { $0.isStopped = true }
        await eventually(within: .seconds(15)) { state.withLock { $0.hasEnded } }
        return state.withLock { $0.acknowledged }.map { "\(prefix):\($0)" }
    }

    private func write(to port: UInt16) {
        guard let client = try? RESPClient(port: port) else { return }
        var number = 0
        while !state.withLock({ $0.isStopped }), number < 200_000 {
            let key = "\(prefix):\(number)"
            // A connection that breaks ends the load; the test sees that too little was acknowledged.
            guard let reply = try? client.call("SET", key, key) else { return }
            state.withLock { state in
                if reply == .status("OK") { state.acknowledged.append(number) } else { state.refused += 1 }
            }
            number += 1
        }
    }
}
