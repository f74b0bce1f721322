package import GridLink

/// Waiting times and bounds of a ``DataPlane``.
package struct DataPlaneConfiguration: Hashable, Sendable {
    /// How long a read may take before it fails.
    package var readTimeout: Duration = .milliseconds(500)
    /// How long a write may wait for its copies before it fails.
    package var writeTimeout: Duration = .seconds(1)
    /// After how long another owner is asked as well.
    package var hedgeDelay: Duration = .milliseconds(50)
    /// How long a changed entry waits for company before it is sent.
    package var batchWindow: Duration = .milliseconds(1)
    /// How large a batch grows before it is sent; a single large entry may exceed it.
    package var batchByteLimit = 256 << 10
    /// How many batches one peer may have unconfirmed.
    package var maximumBatchesInFlight = 4
    /// After how long an unconfirmed batch is sent again.
    package var batchTimeout: Duration = .seconds(5)
    /// How long to wait before sending again to a peer that could not be reached.
    package var retryDelay: Duration = .milliseconds(200)
    /// How many operations may be under way; further ones are refused.
    package var maximumOperationCount = 65_536
    /// How many members that are no owners a read asks at most, while a slot is being handed over.
    package var maximumBystanderCount = 16
    package var link = LinkConfiguration()

    package init() {}
}
