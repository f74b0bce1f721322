import GridDeterminism
import GridReplication
import GridStore
import GridVersioning

extension Replica {
    /// The entry as ``PlantedDefect/restampedRepair`` passes it on.
    func restamped(_ form: StoredForm, at wall: WallTime) -> StoredForm {
        let version = Version(timestamp: clock.stamp(at: wall), origin: origin)
        guard !form.metadata.isTombstone else {
            return StoredForm(metadata: .tombstone(version: version), bytes: [])
        }
        let metadata = EntryMetadata(
            version: version, expiry: form.metadata.expiry, encoding: form.metadata.encoding)
        return StoredForm(metadata: metadata, bytes: form.bytes)
    }
}
