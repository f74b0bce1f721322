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

    private static func version(milliseconds: UInt64) -> Version {
        Version(
            timestamp: HybridTimestamp(wall: WallTime(milliseconds: milliseconds), counter: 0),
            origin: OriginTag(rawValue: 1))
    }
}
