extension NodeAddress {
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
