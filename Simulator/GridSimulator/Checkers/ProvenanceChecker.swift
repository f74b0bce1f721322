package import GridVersioning

/// Checks that a copy carries the stamp that its write was given: nobody who passes an entry on stamps it anew.
package struct ProvenanceChecker {
    package init() {}

    /// Looks at the version of a copy whose value names `operation`.
    ///
    /// `origin`: the process that accepted the operation; it stamps what does not depend on the current entry.
    /// `mayBeStampedAnew`: whether a change was begun that keeps the value and gives it another version.
    package func check(
        _ version: Version, of operation: OperationRecord, writtenBy origin: OriginTag, mayBeStampedAnew: Bool
    ) -> String? {
        guard operation.kind == .write, !mayBeStampedAnew else { return nil }
        let isItsOwn = version.origin == origin && version.timestamp > operation.versionFloor
        guard !isItsOwn else { return nil }
        return
            "key-\(operation.key): a copy of operation \(operation.number) carries \(version), which its writer "
            + "\(origin) did not give it"
    }
}
