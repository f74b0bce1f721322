import GridDeterminism

/// How far a swarm has come, in one line for a terminal.
package struct SwarmProgress: Sendable {
    /// How many seeds there are to run; `nil` when time decides.
    package var seedLimit: UInt64?
    package var timeLimit: Duration?
    package var seedCount = 0
    package var eventCount = 0
    package var failureCount = 0
    package var elapsed = Duration.zero

    private static let barWidth = 20

    package init(seedLimit: UInt64?, timeLimit: Duration?) {
        self.seedLimit = seedLimit
        self.timeLimit = timeLimit
    }

    /// The line, without its end.
    package var line: String {
        let seeds = seedLimit.map { "\(seedCount)/\($0) seeds" } ?? "\(seedCount) seeds"
        let time = Self.clock(elapsed) + (timeLimit.map { "/\(Self.clock($0))" } ?? "")
        let milliseconds = max(1, Int(clamping: elapsed.wholeMilliseconds))
        let tenthsPerSecond = seedCount * 10_000 / milliseconds
        let eventsPerSecond = eventCount * 1_000 / milliseconds
        return [
            bar, seeds, time, "\(tenthsPerSecond / 10).\(tenthsPerSecond % 10) seeds/s",
            "\(Self.grouped(eventsPerSecond)) events/s", "\(failureCount) failed",
        ].joined(separator: "  ")
    }

    /// The part that is done, by whichever limit is nearer.
    private var bar: String {
        var thousandths = 0
        if let seedLimit, seedLimit > 0 {
            thousandths = seedCount * 1_000 / Int(clamping: seedLimit)
        }
        if let timeLimit, timeLimit > .zero {
            let limit = Int(clamping: timeLimit.wholeMilliseconds)
            thousandths = max(thousandths, Int(clamping: elapsed.wholeMilliseconds) * 1_000 / max(1, limit))
        }
        let filled = min(Self.barWidth, thousandths * Self.barWidth / 1_000)
        return "[" + String(repeating: "#", count: filled)
            + String(repeating: ".", count: Self.barWidth - filled) + "]"
    }

    /// Minutes and seconds, as `1:05`.
    private static func clock(_ duration: Duration) -> String {
        let seconds = Int(clamping: duration.wholeMilliseconds) / 1_000
        return "\(seconds / 60):\(seconds % 60 < 10 ? "0" : "")\(seconds % 60)"
    }

    /// Digits in groups of three.
    private static func grouped(_ number: Int) -> String {
        var groups: [String] = []
        var rest = number
        while rest >= 1_000 {
            let group = String(rest % 1_000)
            groups.append(String(repeating: "0", count: 3 - group.count) + group)
            rest /= 1_000
        }
        return ([String(rest)] + groups.reversed()).joined(separator: ",")
    }
}
