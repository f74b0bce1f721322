import GridIdentity

extension NodeAddress {
    /// The address of a port that only this machine reaches.
    static func loopback(port: UInt16) -> NodeAddress {
        guard let address = NodeAddress(host: "127.0.0.1", port: port) else {
            preconditionFailure("127.0.0.1 is a host")
        }
        return address
    }
}

extension ClusterName {
    /// The name of a cluster that nobody named.
    static var unnamed: ClusterName {
        guard let name = ClusterName("gridcache") else { preconditionFailure("gridcache is a name") }
        return name
    }
}
