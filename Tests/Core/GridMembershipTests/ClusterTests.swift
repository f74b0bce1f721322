import GridDeterminism
import GridIdentity
import GridMembership
import Testing

@Suite("A cluster in a virtual network")
struct ClusterTests {
    @Test(
        "Nodes that start together and share one seed all see each other",
        arguments: [(3, 1), (5, 2), (10, 3), (32, 4)] as [(Int, UInt64)])
    func simultaneousStart(count: Int, seed: UInt64) throws {
        let network = VirtualNetwork(count: count, seed: seed)

        network.startAll()
        let duration = try #require(network.run(atMost: .seconds(10)) { $0.hasConverged }, "seed \(seed)")

        #expect(duration < .seconds(5), "seed \(seed)")
        #expect(network.nodes.allSatisfy { $0?.isJoined == true })
    }

    @Test("Nodes that start together find each other when a third of the messages is lost", arguments: 1...3)
    func startUnderLoss(seed: UInt64) throws {
        let network = VirtualNetwork(count: 10, seed: seed)
        network.lossPartsPerMillion = 300_000

        network.startAll()
        network.run(for: .seconds(20))
        network.lossPartsPerMillion = 0

        _ = try #require(network.run(atMost: .seconds(60)) { $0.hasConverged }, "seed \(seed)")
    }

    @Test("A late node is seen by all and sees all")
    func lateNode() throws {
        let network = VirtualNetwork(count: 8, seed: 5)
        for index in 0..<7 { network.start(index) }
        network.run(for: .seconds(30))

        network.start(7, seeds: [3])

        let duration = try #require(network.run(atMost: .seconds(10)) { $0.hasConverged })
        #expect(duration < .seconds(3))
    }

    @Test(
        "A crashed node is dead everywhere",
        arguments: [(3, 1), (10, 2), (32, 3)] as [(Int, UInt64)])
    func crash(count: Int, seed: UInt64) throws {
        let network = try converged(count: count, seed: seed)
        let victim = count - 1

        network.crash(victim)
        _ = try #require(network.run(atMost: .seconds(30)) { $0.hasConverged }, "seed \(seed)")

        for node in network.nodes.compactMap(\.self) {
            #expect(node.state(of: VirtualNetwork.name(victim)) == .dead)
        }
    }

    @Test("A crash of the only seed harms nobody else")
    func seedCrash() throws {
        let network = try converged(count: 5, seed: 9)

        network.crash(0)
        _ = try #require(network.run(atMost: .seconds(30)) { $0.hasConverged })
        network.start(0, epoch: 2, seeds: [0])

        // The new life of the seed asks nobody; the others keep contacting their dead member.
        _ = try #require(network.run(atMost: .seconds(60)) { $0.hasConverged })
    }

    @Test("Nobody is declared dead falsely when a tenth of the messages is lost", arguments: 1...2)
    func lossWithoutFalseDeath(seed: UInt64) throws {
        let network = try converged(count: 16, seed: seed)
        network.lossPartsPerMillion = 100_000
        network.duplicationPartsPerMillion = 50_000

        network.run(for: .seconds(300))

        let deaths = network.observations.filter(\.isDeath)
        #expect(deaths.isEmpty, "seed \(seed)")
        network.lossPartsPerMillion = 0
        _ = try #require(network.run(atMost: .seconds(30)) { $0.hasConverged }, "seed \(seed)")
    }

    @Test(
        "Two sides that declared each other dead merge without a restart",
        arguments: [(2, 1), (3, 2), (8, 3), (16, 4)] as [(Int, UInt64)])
    func partition(count: Int, seed: UInt64) throws {
        let network = try converged(count: count, seed: seed)

        for index in 0..<count / 2 { network.sides[index] = 1 }
        network.run(for: .seconds(300))
        for (index, node) in network.nodes.enumerated() {
            let own = index < count / 2 ? count / 2 : count - count / 2
            #expect(node?.membership.liveMemberCount == own)
        }
        network.sides = Array(repeating: 0, count: count)

        let duration = try #require(network.run(atMost: .seconds(120)) { $0.hasConverged }, "seed \(seed)")
        #expect(duration < .seconds(60), "seed \(seed)")
    }

    @Test("A restart with a new epoch replaces the old life at once and without a suspicion")
    func restart() throws {
        let network = try converged(count: 6, seed: 21)
        let start = network.now

        network.crash(4)
        network.start(4, epoch: 2)
        let duration = try #require(network.run(atMost: .seconds(10)) { $0.hasConverged })

        #expect(duration < .seconds(2))
        let changes = network.observations.filter { $0.time > start && $0.observer != 4 }.map(\.change)
        #expect(changes.count == 5)
        for change in changes {
            guard case .replaced(let member, let previous) = change else {
                Issue.record("unexpected \(change)")
                continue
            }
            #expect(member.id.epoch == 2 && previous.epoch == 1)
        }
    }

    @Test("A node that leaves is gone everywhere and is never called dead")
    func leave() throws {
        let network = try converged(count: 10, seed: 31)
        let start = network.now

        network.leave(3)
        let isGone = network.run(atMost: .seconds(5)) { $0.nodes[3]?.hasLeft == true }
        _ = try #require(isGone)
        #expect(network.nodes[3]?.nextDeadline == nil)
        network.crash(3)
        network.run(for: .seconds(60))

        #expect(network.hasConverged)
        for observation in network.observations where observation.time > start {
            guard case .left(let member) = observation.change else {
                Issue.record("unexpected \(observation.change)")
                continue
            }
            #expect(member.id.name == "node-3")
        }
    }

    @Test("One seed gives one trace", arguments: [1, 2, 3] as [UInt64])
    func determinism(seed: UInt64) throws {
        let first = try eventful(seed: seed)
        let second = try eventful(seed: seed)

        #expect(first == second)
        #expect(try eventful(seed: seed + 100) != first)
    }

    @Test("A crash in a cluster of ten is known somewhere about six seconds later")
    func detectionTime() throws {
        let network = try converged(count: 10, seed: 41)

        let times = try detectionTimes(in: network, crashes: 15)

        let mean = times.reduce(.zero, +) / 15
        #expect(mean >= .seconds(5.3) && mean <= .seconds(6.6), "\(times)")
        #expect(times[0] >= .seconds(5) && times[14] <= .seconds(10), "\(times)")
    }

    @Test("An idle member sends about two messages per second, whatever the number of members")
    func idleLoad() throws {
        for count in [5, 20] {
            let network = try converged(count: count, seed: 7)
            network.run(for: .seconds(30))
            let before = network.deliveredCount

            network.run(for: .seconds(60))

            let rate = Double(network.deliveredCount - before) / Double(count * 60)
            #expect((1.9...2.2).contains(rate), "\(rate) messages per member and second with \(count)")
        }
    }

    /// A cluster whose views agree.
    private func converged(count: Int, seed: UInt64) throws -> VirtualNetwork {
        let network = VirtualNetwork(count: count, seed: seed)
        network.startAll()
        _ = try #require(network.run(atMost: .seconds(20)) { $0.hasConverged }, "seed \(seed)")
        return network
    }

    /// How long after a crash the first member declared it dead, sorted.
    private func detectionTimes(in network: VirtualNetwork, crashes: Int) throws -> [Duration] {
        var times: [Duration] = []
        for round in 1...crashes {
            network.run(for: .milliseconds(1_370 + 131 * round))
            let crash = network.now
            network.crash(1)
            network.run(for: .seconds(25))
            let death = try #require(network.observations.first { $0.time > crash && $0.isDeath })
            times.append(death.time.elapsed(since: crash))
            network.start(1, epoch: UInt64(round) + 1)
            _ = try #require(network.run(atMost: .seconds(10)) { $0.hasConverged })
        }
        return times.sorted()
    }

    /// The fingerprints after a run with loss, a crash, a partition and a restart.
    private func eventful(seed: UInt64) throws -> [UInt64] {
        let network = VirtualNetwork(count: 7, seed: seed)
        network.lossPartsPerMillion = 50_000
        network.startAll()
        network.run(for: .seconds(20))
        network.crash(2)
        network.sides[5] = 1
        network.run(for: .seconds(40))
        network.start(2, epoch: 2)
        network.sides[5] = 0
        network.run(for: .seconds(40))
        return [network.traceHash] + network.nodes.compactMap { $0?.membership.viewHash }
    }
}
