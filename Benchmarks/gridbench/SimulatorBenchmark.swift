import GridDeterminism
import GridSimulator

/// How much virtual time of whole clusters passes in a second of one core, all checkers included.
struct SimulatorBenchmark {
    let name: String
    let scenario: Scenario

    private static let seed: UInt64 = 1

    /// Small and large, at rest and in trouble.
    static let standard = [
        SimulatorBenchmark(name: "healthy, 5 members", scenario: healthy(nodeCount: 5)),
        SimulatorBenchmark(name: "healthy, 10 members", scenario: healthy(nodeCount: 10)),
        SimulatorBenchmark(name: "chaos, 5 members", scenario: chaos(nodeCount: 5)),
        SimulatorBenchmark(name: "membership only, 100", scenario: membershipOnly(nodeCount: 100)),
        SimulatorBenchmark(name: "load and chaos, 100", scenario: chaos(nodeCount: 100)),
    ]

    /// The standard workload and no faults.
    private static func healthy(nodeCount: Int) -> Scenario {
        var scenario = Scenario(name: "healthy")
        scenario.nodeCount = nodeCount
        scenario.duration = .seconds(60)
        scenario.settleTime = .seconds(60)
        return scenario
    }

    /// The standard workload, and a fault by chance every five seconds.
    private static func chaos(nodeCount: Int) -> Scenario {
        var scenario = Scenario(name: "chaos")
        scenario.nodeCount = nodeCount
        scenario.randomFaults = RandomFaults()
        scenario.duration = .seconds(60)
        scenario.settleTime = .seconds(90)
        return scenario
    }

    /// No clients and no keys: the members only watch each other.
    private static func membershipOnly(nodeCount: Int) -> Scenario {
        var scenario = Scenario(name: "membership-only")
        scenario.nodeCount = nodeCount
        scenario.workload.clientCount = 0
        scenario.workload.keyCount = 0
        scenario.duration = .seconds(3_540)
        scenario.settleTime = .seconds(60)
        return scenario
    }

    /// Runs the scenario once.
    func run() throws(CommandProblem) -> (report: SimulationReport, time: Duration) {
        let start = ContinuousClock.now
        let report = World(scenario, seed: Self.seed).run()
        let time = ContinuousClock.now - start
        guard report.hasPassed else {
            throw CommandProblem(message: "\(name): \(report.violations[0].details)")
        }
        return (report, time)
    }
}
