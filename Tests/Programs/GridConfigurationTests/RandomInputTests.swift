import GridConfiguration
import GridDeterminism
import Testing

@Suite("Random input")
struct RandomInputTests {
    @Test(
        "A damaged file is a configuration or a list of problems, never a trap",
        arguments: 0..<10 as Range<UInt64>)
    func damagedFiles(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let reference = Setting.referenceText.split(separator: "\n").filter { !$0.contains("#") }
        for _ in 0..<25 {
            var lines = reference.map(String.init)
            for _ in 0...random.next(below: 4) { damage(&lines, &random) }
            let sources = ConfigurationSources(file: lines.joined(separator: "\n"))

            for problem in sources.problems {
                #expect(problem.hasPrefix("node.yaml:") && !problem.contains("\n"), "seed \(seed)")
            }
        }
    }

    @Test("Random flags and variables never trap either", arguments: 0..<10 as Range<UInt64>)
    func randomFlags(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let words = [
            "", "-", "--", "--=", "=", "0", "-1", "9223372036854775808", "1s", "999999999h", "true", "off",
            "a:1", "::",
            "[::1]:65536", ",", "1,2", "--help=", "--config", "--no-zone", "\u{0}", "é", "quorum",
        ]
        for _ in 0..<50 {
            var sources = ConfigurationSources()
            for _ in 0..<random.next(below: 6) {
                let flag = Setting.all[random.next(below: Setting.all.count)].flag
                let word = words[random.next(below: words.count)]
                sources.flags += [[flag, word], ["\(flag)=\(word)"], [word]][random.next(below: 3)]
                let variable = Setting.all[random.next(below: Setting.all.count)].environmentVariable
                sources.environment.append(
                    (random.next(below: 2) == 0 ? variable : "GRIDCACHE_" + word, word))
            }

            for problem in sources.problems { #expect(!problem.contains("\n"), "seed \(seed)") }
        }
    }

    /// Removes a line, swaps two, or replaces a letter of one.
    private func damage(_ lines: inout [String], _ random: inout SeededRandom) {
        let index = random.next(below: lines.count)
        switch random.next(below: 3) {
        case 0: lines.remove(at: index)
        case 1: lines.swapAt(index, random.next(below: lines.count))
        default:
            var scalars = Array(lines[index].unicodeScalars)
            let letters = Array("\"'[]{}:,#-&*!|>% \t0z\u{7F}ü".unicodeScalars)
            scalars[random.next(below: scalars.count)] = letters[random.next(below: letters.count)]
            lines[index] = String(String.UnicodeScalarView(scalars))
        }
    }
}
