/// Why a text is not the value that was asked for.
package struct ScalarProblem: Error, Hashable, Sendable {
    /// What is allowed, such as "an integer from 1 to 7".
    package let expected: String
    /// What was found, quoted when it is a text.
    package let found: String
    /// How to correct it, when that is not obvious.
    package let advice: String?

    package init(expected: String, found: String, advice: String? = nil) {
        self.expected = expected
        self.found = found
        self.advice = advice
    }

    /// The sentence for the user: "expected true or false, found 'yes'".
    package var message: String {
        "expected \(expected), found \(found)" + (advice.map { "; \($0)" } ?? "")
    }
}

extension ScalarProblem: CustomStringConvertible {
    package var description: String { message }
}
