import GridIdentity
import GridLink
import GridPlacement
import GridReplication
import Testing

@testable import GridNode

@Suite("Relay")
struct RelayTests {
    private let ownership = makeOwnership(local: 0, count: 4)

    /// A key whose owners are exactly these members.
    private func key(ownedBy owners: [UInt16]) -> [UInt8] {
        for number in 0..<10_000 {
            let key = bytes("key-\(number)")
            if Array(ownership.table.owners(of: KeySlot(of: key.span))) == owners { return key }
        }
        fatalError("no key is owned by \(owners)")
    }

    private func recipients(of owners: [UInt16], from sender: Int, isNews: Bool) throws -> [NodeID] {
        let relay = try #require(Relay(from: identity(sender).node, placedBy: 1, ownership))
        return relay.passOn(key(ownedBy: owners).span, isNews: isNews).map(\.peer)
    }

    @Test("Nothing is passed on when the sender places the slots as this node does")
    func samePlacement() {
        let fingerprint = ownership.table.fingerprint

        #expect(Relay(from: identity(1).node, placedBy: fingerprint, ownership) == nil)
    }

    @Test("An owner passes news on to the other owners, but not back")
    func newsAtOwner() throws {
        #expect(try recipients(of: [0, 1], from: 3, isNews: true) == [identity(1).node])
        #expect(try recipients(of: [0, 1], from: 1, isNews: true) == [])
    }

    @Test("An owner passes on what it knows already only if the sender is no owner")
    func knownAtOwner() throws {
        #expect(try recipients(of: [0, 1], from: 3, isNews: false) == [identity(1).node])
        #expect(try recipients(of: [1, 0], from: 1, isNews: false) == [])
    }

    @Test("Who was taken for an owner passes news on to those who are, and what it knows already to nobody")
    func notAnOwner() throws {
        #expect(try recipients(of: [1, 2], from: 3, isNews: true) == [identity(1).node, identity(2).node])
        #expect(try recipients(of: [2, 1], from: 3, isNews: false) == [])
    }
}
