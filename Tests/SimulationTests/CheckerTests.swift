import GridDeterminism
import GridIdentity
import GridSimulator
import GridVersioning
import Testing

@Suite("Checkers")
struct CheckerTests {
    @Test("An acknowledged write is covered by its own version and by later ones only")
    func survival() {
        let version = Self.version(milliseconds: 500)
        let write = SurvivalChecker.AcknowledgedWrite(
            operation: 1, key: 2, floor: .zero, version: version, holders: [0])

        #expect(write.isCovered(by: version))
        #expect(write.isCovered(by: Self.version(milliseconds: 501)))
        #expect(!write.isCovered(by: Self.version(milliseconds: 499)))
        #expect(!write.isCovered(by: nil))
    }

    @Test("A carried write has to reach the owners while its carrier lives, or until somebody else holds it")
    func carriage() {
        let write = SurvivalChecker.AcknowledgedWrite(
            operation: 1, key: 2, floor: .zero, version: Self.version(milliseconds: 500), holders: [])
        let owner = Holding(member: 3, version: Self.version(milliseconds: 400), isLive: true)
        var checker = CarriageChecker()
        checker.carry(write, by: 7)

        #expect(checker.check([owner], of: 2, isAlive: { $0 == 7 }) != nil)
        #expect(checker.check([owner], of: 2, isAlive: { _ in false }) == nil)
        #expect(checker.check([owner], of: 5, isAlive: { _ in true }) == nil)
        #expect(checker.takeArrived { _ in [] }.isEmpty)
        #expect(checker.takeArrived { _ in [4] }.map(\.holders) == [[4]])
        #expect(checker.check([owner], of: 2, isAlive: { _ in true }) == nil)
    }

    private static func version(milliseconds: UInt64) -> Version {
        Version(
            timestamp: HybridTimestamp(wall: WallTime(milliseconds: milliseconds), counter: 0),
            origin: OriginTag(rawValue: 1))
    }
}
