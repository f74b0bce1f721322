package import GridDeterminism
package import GridVersioning

/// What a caller asks of the cluster about one key.
package enum CacheRequest: Hashable, Sendable {
    /// Read the value of `key`.
    case read(key: [UInt8], level: ReadLevel)
    /// Change the entry of a key.
    case update(EntryUpdate, concern: WriteConcern)

    /// The key that the request is about.
    package var key: [UInt8] {
        switch self {
        case .read(let key, _): key
        case .update(let update, _): update.key
        }
    }
}

/// One change to the entry of one key: when to make it, and what becomes of the value and of the expiry.
///
/// A change that does not look at the current entry (``isBlind``) is stamped by whichever node accepts it. Any
/// other is decided by one owner, atomically against that owner's copy. Two owners that do not reach each other
/// may decide differently; the later stamp then wins.
package struct EntryUpdate: Hashable, Sendable {
    /// Which current state the change requires.
    package enum Condition: UInt8, Hashable, Sendable, CaseIterable {
        case always
        /// A live entry exists.
        case ifPresent
        /// No live entry exists.
        case ifAbsent
    }

    /// What becomes of the value.
    package enum ValueChange: Hashable, Sendable {
        case store([UInt8])
        /// Keep the current value. Without a live entry nothing happens.
        case keep
        /// Delete the entry.
        case delete
    }

    /// What becomes of the expiry.
    package enum ExpiryChange: Hashable, Sendable {
        /// The entry does not expire.
        case never
        /// The entry expires at this time. A time that has passed deletes the entry.
        case at(WallTime)
        /// The entry keeps the expiry it has; a new entry does not expire.
        case keep
    }

    package var key: [UInt8]
    package var condition: Condition
    package var value: ValueChange
    package var expiry: ExpiryChange
    /// Whether the caller wants to know what was there before.
    package var reportsPrevious: Bool

    package init(
        key: [UInt8], condition: Condition = .always, value: ValueChange, expiry: ExpiryChange = .never,
        reportsPrevious: Bool = false
    ) {
        self.key = key
        self.condition = condition
        self.value = value
        self.expiry = expiry
        self.reportsPrevious = reportsPrevious
    }

    /// Whether the change can be made without looking at the current entry.
    package var isBlind: Bool {
        guard condition == .always, !reportsPrevious, expiry != .keep else { return false }
        return value != .keep
    }
}

/// The cluster's answer to a ``CacheRequest``.
package enum CacheAnswer: Hashable, Sendable {
    /// A read found a live entry.
    case found(FoundEntry)
    /// A read established that no live entry exists at the owners that were asked.
    case missing
    /// An update was decided.
    case updated(UpdateResult)
    /// The request was not carried out, or nobody can tell.
    case failed(OperationFailure)
}

/// A live entry as a reader sees it: the value is not compressed.
package struct FoundEntry: Hashable, Sendable {
    package var value: [UInt8]
    package var version: Version
    /// When the entry expires, or `nil` if it does not.
    package var expiry: WallTime?

    package init(value: [UInt8], version: Version, expiry: WallTime?) {
        self.value = value
        self.version = version
        self.expiry = expiry
    }
}

/// How an ``EntryUpdate`` was decided.
package struct UpdateResult: Hashable, Sendable {
    /// Whether the condition held and the change was made.
    package var isApplied: Bool
    /// The live entry before the change, when the update asked for it and there was one.
    package var previous: FoundEntry?

    package init(isApplied: Bool, previous: FoundEntry? = nil) {
        self.isApplied = isApplied
        self.previous = previous
    }
}
