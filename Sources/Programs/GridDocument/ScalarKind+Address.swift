package import GridIdentity

extension ScalarKind {
    /// `host:port` or `[ipv6]:port`; port 0, which lets the system choose, only where `allowsAnyPort`.
    package static func address(allowsAnyPort: Bool = false) -> ScalarKind<NodeAddress>
    where Value == NodeAddress {
        ScalarKind(expected: "an address such as '10.0.0.1:7946' or '[::1]:7946'") { text in
            guard let address = NodeAddress(text) else {
                return .mismatch(advice: text.contains(":") ? nil : "add a port")
            }
            guard address.port > 0 || allowsAnyPort else {
                return .mismatch(advice: "the port is 1 to 65535")
            }
            return .value(address)
        }
    }
}
