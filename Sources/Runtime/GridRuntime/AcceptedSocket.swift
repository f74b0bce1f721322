package import GridIdentity

/// A connected socket that belongs to no loop at the moment.
///
/// A listener makes it, and so does ``TCPStream/detach()``; ``TCPStream/adopt(_:on:)`` takes it, on any loop.
/// A socket that nobody adopts is closed when its last reference goes.
package final class AcceptedSocket: Sendable {
    let descriptor: OwnedDescriptor

    /// The other end, as an IP address; `nil` when the peer was gone before it could be asked.
    package let remoteAddress: NodeAddress?

    init(owning descriptor: Int32, remoteAddress: NodeAddress?) {
        self.descriptor = OwnedDescriptor(owning: descriptor)
        self.remoteAddress = remoteAddress
    }
}
