package import GridIdentity

extension NodeAddress {
    /// The address of a port that only this machine reaches.
    static func loopback(port: UInt16) -> NodeAddress {
        guard let address = NodeAddress(host: "127.0.0.1", port: port) else {
            preconditionFailure("127.0.0.1 is a host")
        }
        return address
    }

    /// Whether only this machine reaches the address: `localhost`, 127.0.0.0/8 or `::1`.
    ///
    /// Any other spelling counts as reachable, which errs on the safe side.
    package var isLoopback: Bool {
        if host == "::1" || host.lowercased() == "localhost" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }

    /// Whether the address means all addresses of this machine, so that it is none to connect to.
    package var isWildcard: Bool { host == "0.0.0.0" || host == "::" }
}

extension ClusterName {
    /// The name of a cluster that nobody named.
    static var unnamed: ClusterName {
        guard let name = ClusterName("gridcache") else { preconditionFailure("gridcache is a name") }
        return name
    }
}
