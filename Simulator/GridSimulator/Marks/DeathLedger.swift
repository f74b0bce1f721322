/// Who takes whom for dead.
struct DeathLedger {
    private let memberCount: Int
    /// Whether the member of the row takes the member of the column for dead.
    private var isDead: [Bool]
    /// Whether the two took each other for dead, and have not both thought better of it.
    private var isMutual: [Bool]

    init(memberCount: Int) {
        self.memberCount = memberCount
        isDead = Array(repeating: false, count: memberCount * memberCount)
        isMutual = isDead
    }

    /// `observer` declares `subject` dead; returns whether now each takes the other for dead.
    mutating func declare(_ subject: Int, by observer: Int) -> Bool {
        isDead[observer * memberCount + subject] = true
        guard isDead[subject * memberCount + observer] else { return false }
        isMutual[min(observer, subject) * memberCount + max(observer, subject)] = true
        return true
    }

    /// What the return of a member means.
    enum Return {
        /// It was not taken for dead.
        case unnoticed
        case returned
        /// Both had taken each other for dead, and neither does any more.
        case reconciled
    }

    /// `observer` sees `subject` alive.
    mutating func retract(_ subject: Int, by observer: Int) -> Return {
        guard isDead[observer * memberCount + subject] else { return .unnoticed }
        isDead[observer * memberCount + subject] = false
        let pair = min(observer, subject) * memberCount + max(observer, subject)
        guard isMutual[pair], !isDead[subject * memberCount + observer] else { return .returned }
        isMutual[pair] = false
        return .reconciled
    }

    /// A new process of `observer` knows nothing.
    mutating func forget(_ observer: Int) {
        for subject in 0..<memberCount {
            isDead[observer * memberCount + subject] = false
            isMutual[min(observer, subject) * memberCount + max(observer, subject)] = false
        }
    }
}
