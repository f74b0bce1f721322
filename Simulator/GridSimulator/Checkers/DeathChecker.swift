import GridIdentity
package import GridMembership

/// Checks that nobody is declared dead who was reachable all the time.
package struct DeathChecker {
    package init() {}

    /// Looks at a change of a member's view.
    ///
    /// `wasDisturbed`: whether the member with that name was ever crashed, suspended or cut off.
    package func check(
        _ change: MemberChange, seenBy observer: Int, wasDisturbed: (_ name: String) -> Bool
    ) -> String? {
        guard case .died(let member) = change, !wasDisturbed(member.id.name),
            !wasDisturbed(Scenario.memberName(observer))
        else { return nil }
        return "\(Scenario.memberName(observer)) declares \(member.id) dead, which was reachable all the time"
    }
}
