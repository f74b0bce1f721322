package import GridReplication
package import GridVersioning

/// Checks what overlapping quorums promise while every member has the same view throughout.
///
/// A read of R owners that begins after a write was acknowledged by W of N owners meets one of the W when R + W > N;
/// the newest version wins, so it answers with that write or a newer one. Nothing is claimed about times in which
/// views change.
package struct RecencyChecker {
    private struct Write {
        let epochOfViews: Int
        let copyCount: Int
        let floor: HybridTimestamp
    }

    /// How many owners a write of that concern promises; counted here anew, because the checker trusts nobody.
    package static func promisedCopies(_ concern: WriteConcern, ownerCount: Int) -> Int {
        switch concern {
        case .local: 0
        case .one: 1
        case .quorum: ownerCount / 2 + 1
        case .all: ownerCount
        }
    }

    /// How many owners answer a read of that level.
    package static func promisedAnswers(_ level: ReadLevel, ownerCount: Int) -> Int {
        switch level {
        case .one: 1
        case .quorum: ownerCount / 2 + 1
        case .all: ownerCount
        }
    }

    /// The acknowledged writes of the present epoch by key.
    private var writes: [[Write]]

    package init(keyCount: Int) {
        writes = Array(repeating: [], count: keyCount)
    }

    /// A write was acknowledged by `copyCount` owners, and the views were the same from its beginning on.
    package mutating func acknowledge(
        key: Int, floor: HybridTimestamp, copyCount: Int, epochOfViews: Int
    ) {
        writes[key].removeAll { write in
            write.epochOfViews != epochOfViews || (write.floor <= floor && write.copyCount <= copyCount)
        }
        writes[key].append(Write(epochOfViews: epochOfViews, copyCount: copyCount, floor: floor))
    }

    /// The stamp that a read beginning now must exceed, if there is one.
    package func requiredVersion(
        key: Int, answerCount: Int, ownerCount: Int, epochOfViews: Int
    ) -> HybridTimestamp? {
        var required: HybridTimestamp?
        for write in writes[key]
        where write.epochOfViews == epochOfViews && answerCount + write.copyCount > ownerCount {
            required = max(required ?? .zero, write.floor)
        }
        return required
    }

    /// Looks at the answer of a read that began with `required`; returns what is wrong with it.
    package func check(_ entry: FoundEntry, key: Int, required: HybridTimestamp) -> String? {
        guard entry.version.timestamp <= required else { return nil }
        return "key-\(key) was read at \(entry.version), after a write above \(required) was acknowledged"
    }
}
