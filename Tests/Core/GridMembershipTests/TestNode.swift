import GridDeterminism
import GridIdentity
import GridMembership
import GridWire
import Testing

/// A membership with its effects: what a driver would hold.
final class TestNode {
    let address: NodeAddress
    var membership: Membership
    private var effects = MembershipEffects()

    init(_ local: Member, configuration: MembershipConfiguration = .init(), seed: UInt64 = 1) {
        address = local.address
        membership = Membership(
            local: local, configuration: configuration, random: SeededRandom(seed: seed))
    }

    func start(seeds: [NodeAddress] = [], at now: Instant) -> [MembershipEffect] {
        membership.start(seeds: seeds, at: now, into: &effects)
        return takeEffects()
    }

    func reachedDeadline(at now: Instant) -> [MembershipEffect] {
        membership.reachedDeadline(at: now, into: &effects)
        return takeEffects()
    }

    func receive(_ payload: [UInt8], from address: NodeAddress, at now: Instant) -> [MembershipEffect] {
        do throws(WireError) {
            try membership.receive(payload.span, from: address, at: now, into: &effects)
        } catch {
            return []
        }
        return takeEffects()
    }

    func receive(_ message: MembershipMessage, at now: Instant) -> [MembershipEffect] {
        receive(message.encoded(), from: message.sender.address, at: now)
    }

    func leave(at now: Instant) -> [MembershipEffect] {
        membership.leave(at: now, into: &effects)
        return takeEffects()
    }

    func hintUnreachable(_ address: NodeAddress, at now: Instant) -> [MembershipEffect] {
        membership.hintUnreachable(address, at: now, into: &effects)
        return takeEffects()
    }

    /// Follows the node's own deadlines until `end`.
    func run(until end: Instant) -> [MembershipEffect] {
        var all: [MembershipEffect] = []
        for _ in 0..<100_000 {
            guard let deadline = membership.nextDeadline, deadline <= end else { return all }
            all += reachedDeadline(at: deadline)
        }
        Issue.record("the node never comes to rest")
        return all
    }

    var nextDeadline: Instant? { membership.nextDeadline }

    var isJoined: Bool { membership.isJoined }

    var hasLeft: Bool { membership.hasLeft }

    /// What the node believes about `name`.
    func state(of name: String) -> MemberState? {
        membership.members.first { $0.id.name == name }?.state
    }

    private func takeEffects() -> [MembershipEffect] {
        var taken: [MembershipEffect] = []
        effects.drain { taken.append($0) }
        return taken
    }
}

extension Array where Element == MembershipEffect {
    /// The messages among the effects, decoded, with their destinations.
    var messages: [(message: MembershipMessage, destination: NodeAddress)] {
        compactMap { effect in
            guard case .send(let payload, let destination) = effect,
                let message = try? MembershipMessage.decode(payload.span)
            else { return nil }
            return (message, destination)
        }
    }

    var changes: [MemberChange] {
        compactMap { effect in
            guard case .changed(let change) = effect else { return nil }
            return change
        }
    }
}

/// The address of the test node with this number.
func address(_ number: Int) -> NodeAddress {
    guard let address = NodeAddress(host: "10.0.\(number / 256).\(number % 256)", port: 7000) else {
        preconditionFailure("node \(number) has no address")
    }
    return address
}

func member(
    _ name: String, _ number: Int, epoch: UInt64 = 1, _ state: MemberState = .alive, incarnation: UInt64 = 0
) -> Member {
    Member(
        id: NodeID(name: name, epoch: epoch), address: address(number), state: state, incarnation: incarnation
    )
}

func seconds(_ count: Double) -> Instant { Instant(nanoseconds: UInt64(count * 1e9)) }
