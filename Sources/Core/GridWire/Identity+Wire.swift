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
        var reader = self
        let name = try reader.readText("node name", maximumByteCount: 255)
        guard NodeID.isValidName(name) else { throw .invalidText(field: "node name") }
        let epoch = try reader.readUInt64()
        self = reader
        return NodeID(name: name, epoch: epoch)
    }

    @_lifetime(self: copy self)
    package mutating func readNodeAddress() throws(WireError) -> NodeAddress {
        var reader = self
        let host = try reader.readText("host", maximumByteCount: 255)
        let port = try reader.readUInt16()
        guard port > 0, let address = NodeAddress(host: host, port: port) else {
            throw .invalidText(field: "node address")
        }
        self = reader
        return address
    }

    @_lifetime(self: copy self)
    package mutating func readClusterName() throws(WireError) -> ClusterName {
        var reader = self
        let name = try reader.readText("cluster name", maximumByteCount: 255)
        guard let cluster = ClusterName(name) else { throw .invalidText(field: "cluster name") }
        self = reader
        return cluster
    }
}
