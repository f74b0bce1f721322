package import GridRuntime

/// Something at the port for Redis clients that an operator should know of.
package enum ServerOccurrence: Hashable, Sendable {
    /// A connection was cut off, because what arrived looks like HTTP: somebody's browser may have been tricked.
    case crossProtocolRequest(remoteAddress: String)
    /// A client has to wait in the kernel, because the system refused a descriptor for it.
    case clientNotAccepted(SocketError)
}
