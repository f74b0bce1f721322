package import GridReplication

/// What the clients of a simulated cluster do.
package struct Workload: Hashable, Sendable {
    /// Clients are attached to the members in turn.
    package var clientCount = 4
    /// Requests per second, of all clients together, until ``rateChanges`` say otherwise.
    package var operationsPerSecond = 200
    /// Sorted by time.
    package var rateChanges: [RateChange] = []
    /// How many different keys there are.
    package var keyCount = 200
    package var keyChoice = KeyChoice()
    package var bursts: KeyBursts?
    /// How many of a hundred requests are of each kind; the rest are reads.
    package var writePercentage = 30
    package var deletePercentage = 5
    package var conditionalPercentage = 5
    /// Whether a client that does not find what it reads writes it, as an app does that fetches it elsewhere.
    package var isCacheAside = false
    package var valueSizes = ValueSizes()
    /// How many of a hundred writes expire, and after how long.
    package var expiringPercentage = 10
    package var timeToLive: ClosedRange<Duration> = .seconds(10) ... .seconds(10)
    /// `nil` lets every request choose by chance.
    package var writeConcern: WriteConcern?
    package var readLevel: ReadLevel?
    /// How many of a hundred requests are made by threads of the process itself, which use the replica directly.
    package var embeddedPercentage = 30
    /// When clients begin.
    package var beginning: Duration = .zero
    /// When clients stop, if not at the end of the scenario.
    package var end: Duration?
    /// How long clients take at the beginning to write every key once; zero writes none so.
    package var fillTime: Duration = .zero
    /// Requests that were recorded, in place of those that the seed chooses.
    package var trace: RequestTrace?
    /// Which requests are issued; `nil` for all.
    package var selection: RequestSelection?

    package init() {}
}

/// From when on clients ask more, or less, often.
package struct RateChange: Hashable, Sendable {
    package var at: Duration
    /// Of all clients together.
    package var operationsPerSecond: Int

    package init(at: Duration, operationsPerSecond: Int) {
        self.at = at
        self.operationsPerSecond = operationsPerSecond
    }
}

/// Times in which many requests go to a few keys, which every burst chooses anew.
package struct KeyBursts: Hashable, Sendable {
    package var interval: Duration = .seconds(10)
    package var length: Duration = .seconds(2)
    /// Which part of the requests goes to the hot keys during a burst, in parts per million.
    package var sharePartsPerMillion = 800_000
    package var keyCount = 1

    package init() {}
}

/// How large the values are that clients write.
package struct ValueSizes: Hashable, Sendable {
    /// Sizes that are equally likely, and how many of a hundred values have one of them.
    package struct Choice: Hashable, Sendable {
        package var percentage: Int
        package var byteCounts: ClosedRange<Int>

        package init(percentage: Int, byteCounts: ClosedRange<Int>) {
            self.percentage = percentage
            self.byteCounts = byteCounts
        }
    }

    /// At least one; their percentages add up to a hundred.
    package private(set) var choices: [Choice]

    /// Makes sizes that are equally likely.
    package init(_ byteCounts: ClosedRange<Int> = 16...1_024) {
        choices = [Choice(percentage: 100, byteCounts: byteCounts)]
    }

    /// - Precondition: The percentages add up to a hundred.
    package init(_ choices: [Choice]) {
        precondition(choices.reduce(0) { $0 + $1.percentage } == 100, "the shares do not add up to 100 %")
        self.choices = choices
    }
}
