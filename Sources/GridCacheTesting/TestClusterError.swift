/// Why a test cluster is not as a test needs it.
@nonexhaustive
public enum TestClusterError: Error, Hashable, Sendable {
    /// The cluster did not come to rest within that virtual time: one sentence for each thing that does not agree,
    /// and the last lines of the account.
    case notSettled(after: Duration, disagreements: [String], account: [String])
    /// Something is so that must never be so; it is a defect of GridCache.
    case violated(rule: String, details: String)
}

extension TestClusterError: CustomStringConvertible {
    /// What does not agree, and what happened before.
    public var description: String {
        switch self {
        case .notSettled(let patience, let disagreements, let account):
            """
            the cluster has not settled after \(patience):
            \(disagreements.map { "  - \($0)" }.joined(separator: "\n"))
            what happened last, by virtual seconds:
            \(account.joined(separator: "\n"))
            """
        case .violated(let rule, let details):
            "it must hold that \(rule), but: \(details)"
        }
    }
}
