import GridDeterminism

/// Runs as test cases, in the form that servers for continuous integration read.
///
/// The time of a case is virtual, so equal runs give equal files.
///
/// Sources: the schema of the Jenkins xUnit plugin, `junit-10.xsd`; XML 1.0, sections 2.2 and 2.4.
package struct JUnitReport: Sendable {
    private struct Case {
        let seed: UInt64
        let scenario: String
        let seconds: String
        /// The first rule that was violated, and the account.
        let failure: (rule: String, account: String)?
    }

    /// What was asked for, such as the path of the scenario.
    private let path: String
    private var cases: [Case] = []

    package init(path: String) {
        self.path = path
    }

    package mutating func add(_ report: SimulationReport) {
        let failure = report.violations.first.map {
            (rule: $0.rule.rawValue, account: report.account(path: path))
        }
        cases.append(
            Case(
                seed: report.seed, scenario: report.scenario.name, seconds: report.endedAt.inJSON,
                failure: failure))
    }

    /// The file, with the cases in the order in which they were added.
    package var xml: String {
        let failureCount = cases.count { $0.failure != nil }
        let counts = "tests=\"\(cases.count)\" failures=\"\(failureCount)\" errors=\"0\""
        var lines = [
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>", "<testsuites \(counts)>",
            "  <testsuite name=\"gridsim \(Self.escaped(path))\" \(counts)>",
        ]
        for one in cases {
            let head =
                "    <testcase classname=\"gridsim.\(Self.escaped(one.scenario))\" "
                + "name=\"seed \(one.seed)\" time=\"\(one.seconds)\""
            if let failure = one.failure {
                lines += [
                    head + ">",
                    "      <failure type=\"violation\" message=\"\(Self.escaped(failure.rule))\">"
                        + Self.escaped(failure.account) + "</failure>",
                    "    </testcase>",
                ]
            } else {
                lines.append(head + "/>")
            }
        }
        return (lines + ["  </testsuite>", "</testsuites>", ""]).joined(separator: "\n")
    }

    /// Text for an element or an attribute; characters that XML cannot hold become U+FFFD.
    static func escaped(_ text: String) -> String {
        MarkupText.escaped(text) { scalar in
            switch scalar {
            // An attribute would lose these.
            case "\t", "\n", "\r": "&#\(scalar.value);"
            case _ where scalar.value < 0x20, "\u{FFFE}", "\u{FFFF}": "\u{FFFD}"
            default: nil
            }
        }
    }
}
