package import GridDeterminism
import GridIdentity
package import GridReplication
package import GridStore
package import GridVersioning

/// What others accepted comes in here.
extension Replica {
    /// Learns of a peer's clock; returns `false` when that clock is too far ahead, and counts it.
    package func observe(_ timestamp: HybridTimestamp, at wall: WallTime) -> Bool {
        do throws(ClockError) {
            try clock.observe(timestamp, at: wall)
            return true
        } catch {
            counters.count(.clockRefused)
            return false
        }
    }

    /// Merges an entry that a peer sent, as it is stored there.
    package func merge(
        key: Span<UInt8>, metadata: EntryMetadata, stored: Span<UInt8>, at wall: WallTime
    ) -> ReplicationReceipt {
        guard key.count > 0 else { return .refusedEntries }
        guard observe(metadata.version.timestamp, at: wall) else { return .clockTooFarAhead }
        do throws(StoreError) {
            let outcome = try store.merge(
                stored, forKey: key, in: KeySlot(of: key), metadata: metadata, at: wall)
            counters.count(outcome == .applied ? .applied : .superseded)
            return .merged
        } catch {
            counters.count(.entryRefused)
            return .refusedEntries
        }
    }
}
