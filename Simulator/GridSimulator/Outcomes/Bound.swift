import GridDocument

/// What a measured number is expected to be.
package struct Bound: Hashable, Sendable {
    /// `nil` when there is no lower bound, or no upper one.
    package var least: Int?
    package var most: Int?

    package init(least: Int? = nil, most: Int? = nil) {
        self.least = least
        self.most = most
    }

    package func contains(_ value: Int) -> Bool {
        (least.map { $0 <= value } ?? true) && (most.map { $0 >= value } ?? true)
    }

    /// The bound as a scenario has it.
    func spelling(_ number: (Int) -> String) -> String {
        switch (least, most) {
        case (let least?, let most?):
            least == most ? number(least) : "\(number(least)) to \(number(most))"
        case (let least?, nil): "at least \(number(least))"
        case (nil, let most?): "at most \(number(most))"
        case (nil, nil): ""
        }
    }
}

extension ScalarKind where Value == Bound {
    /// `at least 95%`, `at most 95%`, `90% to 95%`, or `95%`.
    static func bound(_ number: ScalarKind<Int>, example: String) -> ScalarKind {
        ScalarKind(expected: "'at least', 'at most' or nothing, and \(number.expected); \(example)") { text in
            var words = text.split(separator: " ").map(String.init)
            var joiner = ""
            if words.count == 3, words[1] == "to" {
                joiner = words.remove(at: 1)
            } else if words.count == 3, words[0] == "at" {
                joiner = words[1]
                words.removeFirst(2)
            }
            var numbers: [Int] = []
            for word in words {
                switch number.parse(word) {
                case .success(let value): numbers.append(value)
                case .failure(let problem): return .mismatch(advice: problem.advice)
                }
            }
            switch (joiner, numbers.count) {
            case ("", 1): return .value(Bound(least: numbers[0], most: numbers[0]))
            case ("least", 1): return .value(Bound(least: numbers[0]))
            case ("most", 1): return .value(Bound(most: numbers[0]))
            case ("to", 2) where numbers[0] <= numbers[1]:
                return .value(Bound(least: numbers[0], most: numbers[1]))
            default: return .mismatch()
            }
        }
    }
}
