import GridDeterminism
import GridReplication

/// A scenario that a seed chooses: the shape of the cluster, its network, its clients, and which kinds of faults there
/// are at all.
///
/// A run with every feature at once hides what one of them would show alone: a fault that restarts members heals what
/// another one broke. So each feature is left out of about half of the scenarios. Most clusters are small, because most
/// failures need no more than three nodes.
///
/// Sources: Groce, Zhang, Eide, Chen, Regehr, "Swarm Testing" (ISSTA 2012); Yuan et al., "Simple Testing Can Prevent
/// Most Critical Failures" (OSDI 2014).
extension Scenario {
    /// The name by which a person asks for a scenario chosen by the seed.
    package static let randomName = "random"

    /// The scenario that `seed` chooses.
    package static func random(seed: UInt64) -> Scenario {
        let random = KeyedRandom(seed: seed)
        var shape = random.stream(.scenario, 0)
        var scenario = Scenario(name: randomName)
        scenario.summary = "Everything chosen by the seed."
        scenario.nodeCount = nodeCount(&shape)
        scenario.replicaCount = 1 + shape.next(below: min(5, scenario.nodeCount))
        scenario.virtualNodeCount = [16, 64, 256][shape.next(below: 3)]
        scenario.planeCount = 1 + shape.next(below: 3)
        if shape.next(below: 3) == 0 { scenario.zones = ["north", "south", "west"] }
        scenario.startInterval = shape.duration(in: .zero ... .milliseconds(500))
        scenario.clockSpread = shape.duration(in: .zero ... .milliseconds(200))
        if shape.next(below: 3) == 0 { scenario.outboxKeyCount = 1 + shape.next(below: 20) }
        scenario.network = network(random.stream(.scenario, 1))
        scenario.workload = workload(random.stream(.scenario, 2))
        scenario.randomFaults = faults(random.stream(.scenario, 3))
        scenario.healing = shape.next(below: 2) == 0 ? .everybody : .core
        scenario.duration = .seconds(60)
        scenario.settleTime = .seconds(90)
        return scenario
    }

    /// Three to five nodes in seven of ten scenarios, six to sixteen in the others.
    private static func nodeCount(_ chance: inout RandomStream) -> Int {
        chance.next(below: 10) < 7 ? 3 + chance.next(below: 3) : 6 + chance.next(below: 11)
    }

    private static func network(_ stream: RandomStream) -> NetworkConditions {
        var chance = stream
        var network = NetworkConditions()
        network.minimumDelay = chance.duration(in: .microseconds(50) ... .milliseconds(5))
        network.meanDelay = network.minimumDelay + chance.duration(in: .zero ... .milliseconds(20))
        if chance.next(below: 2) == 0 { network.lossPartsPerMillion = chance.next(below: 20_000) }
        if chance.next(below: 4) == 0 { network.corruptionPartsPerMillion = chance.next(below: 500) }
        return network
    }

    private static func workload(_ stream: RandomStream) -> Workload {
        var chance = stream
        var workload = Workload()
        workload.clientCount = 1 + chance.next(below: 8)
        workload.operationsPerSecond = 20 + chance.next(below: 300)
        workload.keyCount = 1 + chance.next(below: 300)
        workload.writePercentage = 5 + chance.next(below: 60)
        workload.deletePercentage = chance.next(below: 2) * chance.next(below: 20)
        workload.conditionalPercentage = chance.next(below: 2) * chance.next(below: 15)
        workload.expiringPercentage = chance.next(below: 2) * chance.next(below: 60)
        let timeToLive = chance.duration(in: .milliseconds(100) ... .seconds(60))
        workload.timeToLive = timeToLive...timeToLive
        workload.valueSizes = ValueSizes(1...(1 << chance.next(below: 15)))
        workload.embeddedPercentage = chance.next(below: 2) * chance.next(below: 101)
        if chance.next(below: 2) == 0 {
            workload.writeConcern = WriteConcern.allCases[chance.next(below: WriteConcern.allCases.count)]
        }
        if chance.next(below: 2) == 0 {
            workload.readLevel = ReadLevel.allCases[chance.next(below: ReadLevel.allCases.count)]
        }
        return workload
    }

    /// About half of all kinds of faults, rare or frequent; none in one of ten scenarios.
    private static func faults(_ stream: RandomStream) -> RandomFaults? {
        var chance = stream
        guard chance.next(below: 10) > 0 else { return nil }
        var faults = RandomFaults()
        faults.interval = chance.duration(in: .seconds(2) ... .seconds(15))
        faults.kinds = RandomFaults.Kind.allCases.filter { _ in chance.next(below: 2) == 0 }
        faults.maximumClockStep = chance.duration(in: .zero ... .milliseconds(300))
        return faults
    }
}
