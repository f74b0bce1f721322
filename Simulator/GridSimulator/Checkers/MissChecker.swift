/// Checks that "missing" is only said when somebody who should know holds nothing.
package struct MissChecker {
    package init() {}

    /// Whether nobody can rightly say that the key is missing: a member that the reader counts on holds it, no settled
    /// owner lacks it, and nobody holds anything else.
    ///
    /// Members that the reader has declared dead do not count: what only they hold is gone as far as it knows.
    package func isSurelyPresent(_ holdings: [Holding], isCountedOn: (_ member: Int) -> Bool) -> Bool {
        var isHeld = false
        for holding in holdings {
            if holding.version != nil {
                guard holding.isLive else { return false }
                if isCountedOn(holding.member) { isHeld = true }
            } else if holding.isSettled {
                return false
            }
        }
        return isHeld
    }

    /// Looks at the answer "missing".
    package func check(key: Int, wasSurelyPresent: Bool, isSurelyPresent: Bool, wasRemoved: Bool) -> String? {
        guard wasSurelyPresent, isSurelyPresent, !wasRemoved else { return nil }
        return "key-\(key) was reported missing although owners held it all the time"
    }
}
