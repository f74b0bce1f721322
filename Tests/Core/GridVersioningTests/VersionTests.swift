import GridDeterminism
import GridIdentity
import GridVersioning
import Testing

@Suite("Versions")
struct VersionTests {
    /// 100 years in milliseconds, and 2024-01-01.
    static let century: UInt64 = 3_155_760_000_000
    static let beginning: UInt64 = 1_704_067_200_000

    @Test("A timestamp keeps its milliseconds and its counter", arguments: [UInt64(1), 2])
    func packing(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        for _ in 0..<1_000 {
            let wall = WallTime(milliseconds: random.next() >> 16)
            let counter = UInt16(truncatingIfNeeded: random.next())
            let timestamp = HybridTimestamp(wall: wall, counter: counter)
            #expect(timestamp.wall == wall && timestamp.counter == counter, "seed \(seed)")
            #expect(HybridTimestamp(packed: timestamp.packed) == timestamp)
        }
    }

    @Test(
        "Over a hundred years later is greater: by milliseconds, counter, origin",
        arguments: [UInt64(1), 2, 3])
    func order(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        for _ in 0..<5_000 {
            let left = Self.fields(&random)
            // Often equal in the first fields, so that the later ones decide.
            var right = Self.fields(&random)
            if random.next(below: 2) == 0 { right.milliseconds = left.milliseconds }
            if random.next(below: 2) == 0 { right.counter = left.counter }
            if random.next(below: 4) == 0 { right.origin = left.origin }

            let leftVersion = Self.version(left)
            let rightVersion = Self.version(right)
            let isBefore =
                (left.milliseconds, left.counter, left.origin)
                < (right.milliseconds, right.counter, right.origin)
            let isEqual = left == right
            #expect((leftVersion < rightVersion) == isBefore, "seed \(seed)")
            #expect((leftVersion == rightVersion) == isEqual)
            #expect((rightVersion < leftVersion) == (!isBefore && !isEqual))
        }
    }

    @Test("Whatever the order of arrival, merging by the greater version ends with the same one")
    func mergeOrder() {
        var random = SeededRandom(seed: 4)
        var versions = (0..<50).map { _ in Self.version(Self.fields(&random)) }
        let winner = versions.max()

        for _ in 0..<20 {
            random.shuffle(&versions)
            #expect(versions.reduce(versions[0], max) == winner)
        }
    }

    @Test(
        "The tag of a node depends on its name and epoch and stays what it is",
        arguments: [
            ("node-1", 1, 0x4577_E91E), ("node-1", 2, 0x889B_FEF3), ("a", 1_700_000_000_000, 0xECB6_2F86),
        ] as [(String, UInt64, UInt32)])
    func originTags(name: String, epoch: UInt64, expected: UInt32) {
        #expect(OriginTag(of: NodeID(name: name, epoch: epoch)).rawValue == expected)
    }

    @Test("Descriptions show milliseconds, counter and origin")
    func descriptions() {
        let version = Self.version(Fields(milliseconds: 1_000, counter: 2, origin: 3))

        #expect(version.description == "1000.2@3")
    }

    struct Fields: Equatable {
        var milliseconds: UInt64
        var counter: UInt16
        var origin: UInt32
    }

    static func fields(_ random: inout SeededRandom) -> Fields {
        Fields(
            milliseconds: beginning + random.next() % century,
            counter: UInt16(truncatingIfNeeded: random.next()),
            origin: UInt32(truncatingIfNeeded: random.next()))
    }

    static func version(_ fields: Fields) -> Version {
        Version(
            timestamp: HybridTimestamp(
                wall: WallTime(milliseconds: fields.milliseconds), counter: fields.counter),
            origin: OriginTag(rawValue: fields.origin))
    }
}
