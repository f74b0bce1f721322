extension Scenario {
    /// Scenarios made in code.
    package static var builtIn: [Scenario] {
        var healthy = Scenario(name: "healthy")
        healthy.nodeCount = 5

        var partition = Scenario(name: "partition")
        partition.nodeCount = 5
        partition.timeline = [
            TimedFault(at: .seconds(8), .partition([[0, 1], [2, 3, 4]])), TimedFault(at: .seconds(25), .heal),
        ]

        var crash = Scenario(name: "crash-restart")
        crash.nodeCount = 4
        crash.timeline = [
            TimedFault(at: .seconds(8), .crash([1])), TimedFault(at: .seconds(18), .restart([1])),
            TimedFault(at: .seconds(24), .crash([2])), TimedFault(at: .seconds(25), .restart([2])),
        ]

        var lossy = Scenario(name: "lossy-network")
        lossy.nodeCount = 5
        lossy.network.minimumDelay = .milliseconds(1)
        lossy.network.meanDelay = .milliseconds(4)
        lossy.network.lossPartsPerMillion = 50_000
        lossy.network.corruptionPartsPerMillion = 500

        var oneWay = Scenario(name: "one-way-partition")
        oneWay.nodeCount = 4
        oneWay.timeline = [
            TimedFault(at: .seconds(8), .oneWayPartition(from: [0], to: [1, 2, 3])),
            TimedFault(at: .seconds(22), .heal),
        ]

        var rolling = Scenario(name: "rolling-restart")
        rolling.nodeCount = 4
        rolling.timeline = (0..<4).flatMap { index in
            [
                TimedFault(at: .seconds(8 + 12 * index), .leave([index])),
                TimedFault(at: .seconds(11 + 12 * index), .restart([index])),
            ]
        }
        rolling.duration = .seconds(60)

        var simultaneous = Scenario(name: "simultaneous-start")
        simultaneous.nodeCount = 7
        simultaneous.startInterval = .zero
        var chaos = Scenario(name: "chaos")
        chaos.nodeCount = 5
        chaos.duration = .seconds(60)
        chaos.randomFaults = RandomFaults()
        var small = chaos
        small.name = "chaos-3"
        small.nodeCount = 3
        var single = chaos
        single.name = "chaos-rf1"
        single.replicaCount = 2
        single.outboxKeyCount = 5
        return [chaos, small, single, healthy, partition, crash, lossy, oneWay, rolling, simultaneous]
    }
}
