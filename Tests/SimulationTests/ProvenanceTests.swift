import GridDeterminism
import GridIdentity
import GridReplication
import GridVersioning
import Testing

@testable import GridSimulator

@Suite("Where versions come from")
struct ProvenanceTests {
    private static let origin = OriginTag(rawValue: 7)
    private static let floor = HybridTimestamp(wall: WallTime(milliseconds: 1_000), counter: 3)

    private static func version(_ milliseconds: UInt64, _ origin: OriginTag = origin) -> Version {
        Version(
            timestamp: HybridTimestamp(wall: WallTime(milliseconds: milliseconds), counter: 0), origin: origin
        )
    }

    private static func operation(_ kind: OperationRecord.Kind) -> OperationRecord {
        OperationRecord(
            number: 5, client: 0, member: 1, life: 1, kind: kind, key: 9,
            request: .update(EntryUpdate(key: [1], value: .store([1])), concern: .one), begunAt: .zero,
            versionFloor: floor)
    }

    @Test("A copy carries the stamp of the process that accepted the write, above what its clock had reached")
    func ownStamp() {
        let checker = ProvenanceChecker()
        func finding(_ version: Version, _ kind: OperationRecord.Kind = .write, anew: Bool = false) -> String?
        {
            checker.check(version, of: Self.operation(kind), writtenBy: Self.origin, mayBeStampedAnew: anew)
        }

        #expect(finding(Self.version(1_001)) == nil)
        #expect(finding(Self.version(1_000))?.contains("operation 5") == true)
        #expect(finding(Self.version(1_001, OriginTag(rawValue: 8)))?.contains("did not give it") == true)
        #expect(finding(Self.version(1_001, OriginTag(rawValue: 8)), anew: true) == nil)
        #expect(finding(Self.version(1_001, OriginTag(rawValue: 8)), .conditional) == nil)
    }

    @Test("A node that holds a stamp which its clock has not reached is found")
    func clockBehind() {
        let checker = ClockChecker(memberCount: 2)

        #expect(checker.check(Self.version(1_000), heldBy: 1, latest: Self.floor) == nil)
        #expect(
            checker.check(Self.version(1_001), heldBy: 1, latest: Self.floor)?.contains("b holds") == true)
    }
}
