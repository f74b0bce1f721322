/// Where the enumeration of a slot goes on.
///
/// The index only ever splits buckets upwards, so a position in it stays meaningful while it grows. A cursor
/// belongs to the store and slot that gave it.
package struct ScanCursor: Hashable, Sendable {
    let nextBucketNumber: Int

    /// The beginning of every slot.
    package static let start = ScanCursor(nextBucketNumber: 0)
}
