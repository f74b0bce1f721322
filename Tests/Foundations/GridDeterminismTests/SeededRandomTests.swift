import GridDeterminism
import Testing

@Suite("Seeded randomness")
struct SeededRandomTests {
    @Test(
        "The stream of a seed is the reference stream of xoshiro256**",
        arguments: [
            (0, [0x99EC_5F36_CB75_F2B4, 0xBF6E_1F78_4956_452A, 0x1A5F_849D_4933_E6E0]),
            (42, [0x1578_0B2E_0C2E_C716, 0x6104_D986_6D11_3A7E, 0xAE17_5332_39E4_99A1]),
        ] as [(UInt64, [UInt64])])
    func goldenStream(seed: UInt64, expected: [UInt64]) {
        var random = SeededRandom(seed: seed)

        let drawn = [random.next(), random.next(), random.next()]

        #expect(drawn == expected)
    }

    @Test("Derived draws stay what they are, so that a seed replays for ever")
    func goldenDraws() {
        var random = SeededRandom(seed: 7)
        var cards = Array(0..<10)

        random.shuffle(&cards)
        let draws = (0..<5).map { _ in random.next(below: 1_000) }

        #expect(cards == [1, 8, 3, 0, 4, 5, 9, 6, 2, 7])
        #expect(draws == [151, 541, 731, 938, 880])
    }

    @Test("A split generator has a stream of its own and does not depend on later draws")
    func splitting() {
        var first = SeededRandom(seed: 3)
        var second = SeededRandom(seed: 3)

        var firstChild = first.split()
        _ = first.next()
        var secondChild = second.split()

        let firstDraws = (0..<20).map { _ in firstChild.next() }
        let secondDraws = (0..<20).map { _ in secondChild.next() }
        let parentDraws = (0..<20).map { _ in second.next() }
        #expect(firstDraws == secondDraws)
        #expect(firstDraws != parentDraws)
    }

    @Test("Bounded draws stay below the bound and reach every value evenly", arguments: [1, 2, 3, 10, 1_000])
    func boundedDraws(bound: Int) {
        var random = SeededRandom(seed: 11)
        var counts = [Int](repeating: 0, count: bound)

        for _ in 0..<200 * bound { counts[random.next(below: bound)] += 1 }

        // The standard deviation of each count is about 14.
        #expect(counts.allSatisfy { (120...280).contains($0) })
    }

    @Test("A bound of zero is a programmer error")
    func boundOfZero() async {
        await #expect(processExitsWith: .failure) {
            var random = SeededRandom(seed: 1)
            _ = random.next(below: 0)
        }
    }

    @Test("Probabilities of nought and one are certain")
    func probabilities() {
        var random = SeededRandom(seed: 5)

        let never = (0..<1_000).filter { _ in random.happens(partsPerMillion: 0) }
        let always = (0..<1_000).filter { _ in random.happens(partsPerMillion: 1_000_000) }
        let half = (0..<10_000).filter { _ in random.happens(partsPerMillion: 500_000) }

        #expect(never.isEmpty)
        #expect(always.count == 1_000)
        #expect((4_700...5_300).contains(half.count))
    }

    @Test("Durations lie in their range, and an empty range has one")
    func durations() {
        var random = SeededRandom(seed: 9)

        for _ in 0..<1_000 {
            let duration = random.duration(in: .milliseconds(10) ... .milliseconds(11))
            #expect(duration >= .milliseconds(10) && duration <= .milliseconds(11))
        }
        #expect(random.duration(in: .seconds(1) ... .seconds(1)) == .seconds(1))
        #expect(random.duration(in: .zero ... .seconds(Int64.max)) >= .zero)
    }

    @Test("Shuffling keeps the elements and puts each in every place")
    func shuffling() {
        var random = SeededRandom(seed: 13)
        var firsts = [Int](repeating: 0, count: 4)

        for _ in 0..<400 {
            var elements = [0, 1, 2, 3]
            random.shuffle(&elements)
            #expect(elements.sorted() == [0, 1, 2, 3])
            firsts[elements[0]] += 1
        }

        #expect(firsts.allSatisfy { (60...140).contains($0) })
    }
}
