/// Where a member listens: a host name or IP address, and a port.
///
/// Two spellings of one host are two addresses; members compare addresses only for equality. The synthesised `==`
/// compares bytes, because a host is ASCII, which Unicode does not spell in two ways.
package struct NodeAddress: Hashable, Sendable {
    /// A host name, an IPv4 address, or an IPv6 address without brackets: 1 to 255 bytes of ASCII.
    package let host: String
    /// 1 to 65,535; 0 only asks a listener to pick a free port.
    package let port: UInt16

    package init?(host: String, port: UInt16) {
        guard Self.isValidHost(host) else { return nil }
        self.host = host
        self.port = port
    }

    /// Reads `host:port` or `[ipv6]:port`; `nil` when the text is neither.
    package init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":"), let port = Self.port(text[text.index(after: colon)...])
        else {
            return nil
        }
        var host = text[..<colon]
        if host.hasPrefix("[") {
            guard host.hasSuffix("]") else { return nil }
            host = host.dropFirst().dropLast()
            guard host.contains(":") else { return nil }
        } else {
            guard !host.contains(":") else { return nil }
        }
        self.init(host: String(host), port: port)
    }

    private static func port(_ digits: Substring) -> UInt16? {
        guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return UInt16(digits)
    }

    private static func isValidHost(_ host: String) -> Bool {
        let bytes = host.utf8
        return (1...255).contains(bytes.count)
            && bytes.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
                case UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"): true
                case UInt8(ascii: ":"), UInt8(ascii: "%"): true
                default: false
                }
            }
    }
}

extension NodeAddress: Comparable {
    /// Orders by the bytes of the host, then by port.
    package static func < (left: NodeAddress, right: NodeAddress) -> Bool {
        if !left.host.hasSameBytes(as: right.host) { return left.host.precedesInBytes(right.host) }
        return left.port < right.port
    }
}

extension NodeAddress: CustomStringConvertible {
    package var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
