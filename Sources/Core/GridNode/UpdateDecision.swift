import GridCollections
import GridDeterminism
import GridReplication
import GridStore
import GridVersioning

/// Decides an ``EntryUpdate`` against the entry that a replica holds.
struct UpdateDecision {
    private let update: EntryUpdate
    private let wall: WallTime
    /// What the update stores, if it stores something.
    let newValue: [UInt8]
    /// What the caller is told.
    private(set) var result = UpdateResult(isApplied: false)

    init(update: EntryUpdate, at wall: WallTime) {
        self.update = update
        self.wall = wall
        newValue = if case .store(let value) = update.value { value } else { [] }
    }

    /// Looks at what is held and says what becomes of it; `stamp` is called once, and only for a change.
    mutating func decide(held: EntryMetadata?, value: Span<UInt8>?, stamp: () -> Version) -> EntryChange {
        if update.reportsPrevious, let held, let value {
            result.previous = FoundEntry(
                value: [UInt8](copying: value), version: held.version, expiry: held.expiry)
        }
        let isLive = value != nil
        switch update.condition {
        case .always: break
        case .ifPresent: guard isLive else { return .none }
        case .ifAbsent: guard !isLive else { return .none }
        }
        let expiry = newExpiry(replacing: isLive ? held?.expiry : nil)
        let hasPassed = expiry.map { $0 <= wall } ?? false
        switch update.value {
        case .store:
            result.isApplied = true
            return hasPassed ? .delete(version: stamp()) : .store(version: stamp(), expiry: expiry)
        case .keep:
            guard isLive else { return .none }
            result.isApplied = true
            return hasPassed ? .delete(version: stamp()) : .changeExpiry(version: stamp(), expiry: expiry)
        case .delete:
            result.isApplied = true
            return .delete(version: stamp())
        }
    }

    private func newExpiry(replacing current: WallTime?) -> WallTime? {
        switch update.expiry {
        case .never: nil
        case .at(let time): time
        case .keep: current
        }
    }
}
