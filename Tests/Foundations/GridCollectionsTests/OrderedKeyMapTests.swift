import GridCollections
import GridDeterminism
import Testing

@Suite("Ordered key map")
struct OrderedKeyMapTests {
    @Test("Keys leave in the order in which they first came")
    func order() {
        var map = OrderedKeyMap<Int>()
        #expect(map.updateValue(1, forKey: [3]) == nil)
        #expect(map.updateValue(2, forKey: [1]) == nil)
        #expect(map.updateValue(3, forKey: []) == nil)
        #expect(map.updateValue(4, forKey: [3]) == 1)

        #expect(map.count == 3)
        #expect(map[[3]] == 4)
        #expect(map.popFirst().map { [$0.key, [UInt8($0.value)]] } == [[3], [4]])
        #expect(map.popFirst().map { [$0.key, [UInt8($0.value)]] } == [[1], [2]])
        #expect(map.popFirst().map { [$0.key, [UInt8($0.value)]] } == [[], [3]])
        #expect(map.popFirst() == nil)
        #expect(map.isEmpty)
    }

    @Test("A key that was removed and comes again goes to the end")
    func removal() {
        var map = OrderedKeyMap<Int>()
        for key in UInt8(0)..<3 { map.updateValue(Int(key), forKey: [key]) }

        #expect(map.removeValue(forKey: [0]) == 0)
        #expect(map.removeValue(forKey: [0]) == nil)
        #expect(map[[0]] == nil)
        map.updateValue(9, forKey: [0])

        #expect(map.popFirst()?.key == [1])
        #expect(map.popFirst()?.key == [2])
        #expect(map.popFirst()?.key == [0])
    }

    @Test("Any history gives what a plain list of pairs gives", arguments: [UInt64(1), 2, 3, 4])
    func model(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var map = OrderedKeyMap<Int>()
        var model: [(key: [UInt8], value: Int)] = []

        for step in 0..<6_000 {
            let key = [UInt8(random.next(below: 200)), 7]
            let place = model.firstIndex { $0.key == key }
            // Phases of growth and of shrinkage, so that rebuilding is reached from both sides.
            switch random.next(below: step / 1_000 % 2 == 0 ? 4 : 8) {
            case 0...2:
                let former = map.updateValue(step, forKey: key)
                #expect(former == place.map { model[$0].value }, "seed \(seed), step \(step)")
                if let place { model[place].value = step } else { model.append((key, step)) }
            case 3, 4:
                let removed = map.removeValue(forKey: key)
                #expect(removed == place.map { model.remove(at: $0).value }, "seed \(seed), step \(step)")
            case 5:
                let first = map.popFirst()
                let expected = model.isEmpty ? nil : model.removeFirst()
                #expect(first?.key == expected?.key && first?.value == expected?.value)
            default:
                #expect(map[key] == place.map { model[$0].value }, "seed \(seed), step \(step)")
            }
            #expect(map.count == model.count)
        }

        var rest: [[UInt8]] = []
        while let entry = map.popFirst() { rest.append(entry.key) }
        #expect(rest == model.map(\.key))
    }

    @Test("A key that comes and goes beside many others is found as fast as ever", .timeLimit(.minutes(1)))
    func comingAndGoing() {
        var map = OrderedKeyMap<Int>()
        for number in 0..<20_000 {
            map.updateValue(number, forKey: [UInt8(number >> 8), UInt8(number & 0xFF), 0])
        }

        // Were every removal left behind in the index, this would be two hundred million steps.
        for round in 0..<20_000 {
            map.updateValue(round, forKey: [1])
            map.removeValue(forKey: [1])
        }

        #expect(map.count == 20_000)
        #expect(map[[0, 5, 0]] == 5)
        #expect(map[[1]] == nil)
    }

    @Test("Removing everything leaves a map that can be used again")
    func removeAll() {
        var map = OrderedKeyMap<Int>()
        for key in UInt8(0)..<100 { map.updateValue(1, forKey: [key]) }

        map.removeAll()

        #expect(map.isEmpty)
        #expect(map[[5]] == nil)
        map.updateValue(2, forKey: [5])
        #expect(map[[5]] == 2)
    }
}
