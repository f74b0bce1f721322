package import GridDeterminism
package import GridReplication
package import GridVersioning

/// One request of a client and what came of it.
package struct OperationRecord: Sendable {
    /// What the client wanted.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        case read
        case write
        case delete
        /// A change that depends on the current entry.
        case conditional
    }

    /// The position in the history.
    package let number: Int
    package let client: Int
    /// The member that took the request, and which of its lives.
    package let member: Int
    package let life: Int
    package let kind: Kind
    /// The number of the key.
    package let key: Int
    package let request: CacheRequest
    package let begunAt: Instant
    /// A version that is lower than any that the request may have been given.
    package let versionFloor: HybridTimestamp
    package var answeredAt: Instant?
    package var answer: CacheAnswer?
    /// Whether the process was suspended or ended while the request was under way.
    package var isExcused = false
    /// What the client does when a read finds nothing, if it does anything.
    var intention: RequestIntention?
    /// What the omniscient observer knew when the request began.
    package var context = OperationContext()

    package init(
        number: Int, client: Int, member: Int, life: Int, kind: Kind, key: Int, request: CacheRequest,
        begunAt: Instant, versionFloor: HybridTimestamp
    ) {
        self.number = number
        self.client = client
        self.member = member
        self.life = life
        self.kind = kind
        self.key = key
        self.request = request
        self.begunAt = begunAt
        self.versionFloor = versionFloor
    }

    /// The value that the request stores, if it stores one.
    package var newValue: [UInt8]? {
        guard case .update(let update, _) = request, case .store(let value) = update.value else { return nil }
        return value
    }
}

/// What was true of a key in the whole cluster when an operation began.
package struct OperationContext: Sendable {
    /// A read that says "missing" would be wrong: owners hold the entry, and nobody may believe that there is none.
    package var isSurelyPresent = false
    /// Changes with every ownership that any member publishes, and with every start and crash.
    package var epochOfViews = 0
    /// The least version that a read of this level must not fall behind, while the views stay as they are.
    package var requiredVersion: HybridTimestamp?

    package init() {}
}
