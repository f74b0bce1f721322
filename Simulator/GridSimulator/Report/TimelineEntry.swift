package import GridDeterminism

/// One line of the account that people read: a fault, a change of a view and the like.
package struct TimelineEntry: Hashable, Sendable {
    /// What an entry is about.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        /// Something goes wrong, or is repaired, because the scenario says so.
        case fault
        /// A process starts or ends.
        case life
        /// A process stands still or goes on.
        case pause
        /// A member declares another one dead.
        case death
        /// Any other change of what a member believes about another one.
        case view
        /// A member places the slots on other members than before.
        case placement
        /// The phases of the run.
        case phase
        /// The network gives something up or is refused.
        case network
        /// The key that is followed.
        case key
        case other
    }

    package let time: Instant
    package let kind: Kind
    /// The index of the member that did or saw it, when there is one.
    package let member: Int?
    package let text: String

    package init(time: Instant, kind: Kind, member: Int? = nil, text: String) {
        self.time = time
        self.kind = kind
        self.member = member
        self.text = text
    }

    /// The time in seconds and the text.
    package var line: String { "\(time.inSeconds)  \(text)" }
}
