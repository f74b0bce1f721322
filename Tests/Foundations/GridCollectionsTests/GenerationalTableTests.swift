import GridCollections
import Testing

@Suite("Generational table")
struct GenerationalTableTests {
    @Test("The key of a removed value does not find the one that took its place")
    func generations() {
        var table = GenerationalTable<String>()
        let former = table.insert("former")
        #expect(table.remove(former) == "former")

        let later = table.insert("later")

        #expect(former != later)
        #expect(table[former] == nil)
        #expect(table.remove(former) == nil)
        let change: Void? = table.update(former) { $0 = "changed" }
        #expect(change == nil)
        #expect(table[later] == "later")
        #expect(table.count == 1)
    }

    @Test("A key that was never given out finds nothing, although its place and generation are the next ones")
    func forgedKey() {
        var table = GenerationalTable<String>()
        let former = table.insert("former")
        table.remove(former)
        let forged = GenerationalTable<String>.Key(rawValue: former.rawValue + 1 << 32)

        let length = table.read(forged) { $0.count }

        #expect(length == nil)
        #expect(table[forged] == nil)
        #expect(table.remove(forged) == nil)
        #expect(table.keys.isEmpty)
    }

    @Test("Places are reused, so keys stay small")
    func reuse() {
        var table = GenerationalTable<Int>()
        for number in 0..<1_000 { table.remove(table.insert(number)) }

        #expect(table.isEmpty)
        #expect(table.insert(1).rawValue & 0xFFFF_FFFF == 0)
    }

    @Test("Values are changed in place and by assignment")
    func changes() {
        var table = GenerationalTable<[Int]>()
        let key = table.insert([1])

        let count = table.update(key) { values in
            values.append(2)
            return values.count
        }
        #expect(count == 2)
        table[key]?.append(3)

        #expect(table[key] == [1, 2, 3])
        #expect(table[GenerationalTable<[Int]>.Key(rawValue: key.rawValue)] == [1, 2, 3])
    }

    @Test("Keys are listed in the order of their places")
    func keys() {
        var table = GenerationalTable<Int>()
        let keys = (0..<4).map { table.insert($0) }
        table.remove(keys[1])

        #expect(table.keys == [keys[0], keys[2], keys[3]])
    }

    @Test("Keys that the table never gave find nothing")
    func strangers() {
        var table = GenerationalTable<Int>()
        _ = table.insert(1)

        #expect(table[GenerationalTable<Int>.Key(rawValue: 0)] == nil)
        #expect(table[GenerationalTable<Int>.Key(rawValue: .max)] == nil)
    }
}
