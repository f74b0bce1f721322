package import GridIdentity

extension WireWriter {
    package mutating func write(_ node: NodeID) {
        writeText(node.name)
        write(node.epoch)
    }

    package mutating func write(_ address: NodeAddress) {
        writeText(address.host)
        write(address.port)
    }

    package mutating func write(_ cluster: ClusterName) {
        writeText(cluster.rawValue)
    }
}

extension WireReader {
    @_lifetime(self: copy self)
    package mutating func readNodeID() throws(WireError) -> NodeID {
        let name = try readText("node name", maximumByteCount: 255)
        guard NodeID.isValidName(name) else { throw .invalidText(field: "node name") }
        return NodeID(name: name, epoch: try readUInt64())
    }

    @_lifetime(self: copy self)
    package mutating func readNodeAddress() throws(WireError) -> NodeAddress {
        let host = try readText("host", maximumByteCount: 255)
        let port = try readUInt16()
        guard port > 0, let address = NodeAddress(host: host, port: port) else {
            throw .invalidText(field: "node address")
        }
        return address
    }

    @_lifetime(self: copy self)
    package mutating func readClusterName() throws(WireError) -> ClusterName {
        guard let cluster = ClusterName(try readText("cluster name", maximumByteCount: 255)) else {
            throw .invalidText(field: "cluster name")
        }
        return cluster
    }
}
