package import GridDeterminism
package import GridIdentity

/// The time that a member which did not answer has to refute, before it is declared dead.
///
/// Source: Das, Gupta, Motivala, "SWIM" (DSN 2002), section 4.2.
package struct Suspicion: Hashable, Sendable {
    /// Who is suspected.
    package let subject: NodeID
    /// Which incarnation is suspected; a higher one refutes.
    package let incarnation: UInt64
    /// When the subject becomes dead unless it refutes.
    package let deadline: Instant

    package init(of subject: Member, at now: Instant, timeout: Duration) {
        precondition(subject.state == .suspect, "\(subject) is not suspected")
        self.subject = subject.id
        incarnation = subject.incarnation
        deadline = now + timeout
    }
}
