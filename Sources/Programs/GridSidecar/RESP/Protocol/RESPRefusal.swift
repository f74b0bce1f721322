/// Why a request that was read to its end cannot be carried out; the connection goes on after it.
package enum RESPRefusal: Hashable, Sendable {
    /// An argument is longer than anything that can be stored.
    case bulkTooLong(byteCount: Int, maximum: Int)
    /// The arguments together are more than one client may have in memory.
    case requestTooLong(maximum: Int)
}
