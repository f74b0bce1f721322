/// Checks that "missing" is only said when somebody who should know holds nothing.
package struct MissChecker {
    package init() {}

    /// Whether nobody can rightly say that the key is missing: owners hold it, every settled owner among them, and
    /// nobody holds anything else.
    package func isSurelyPresent(_ holdings: [Holding]) -> Bool {
        var isHeld = false
        for holding in holdings {
            if holding.version != nil {
                guard holding.isLive else { return false }
                if holding.isOwner { isHeld = true }
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
