import GridWire

/// What all members of a cluster must agree on, because no other member can make up for a difference.
///
/// Members that differ in the first two place keys on other owners, for ever: what one wrote, another misses. A member
/// with a lower limit refuses values that it should hold for the others.
package struct SharedSettings: Hashable, Sendable {
    /// How many members own each key.
    package let replicaCount: UInt8
    /// How many points of the hash ring a member of weight 1 has.
    package let virtualNodeCount: UInt16
    /// The largest value that is accepted.
    package let maximumValueByteCount: UInt32

    package init(replicaCount: UInt8, virtualNodeCount: UInt16, maximumValueByteCount: UInt32) {
        self.replicaCount = replicaCount
        self.virtualNodeCount = virtualNodeCount
        self.maximumValueByteCount = maximumValueByteCount
    }

    /// Reads settings; any values will do, because they are only compared.
    init(from reader: inout WireReader) throws(WireError) {
        replicaCount = try reader.readUInt8()
        virtualNodeCount = try reader.readUInt16()
        maximumValueByteCount = try reader.readUInt32()
    }

    func encode(into writer: inout WireWriter) {
        writer.write(replicaCount)
        writer.write(virtualNodeCount)
        writer.write(maximumValueByteCount)
    }
}

/// The settings of two nodes that cannot form a cluster; they differ in one at least.
package struct SettingsConflict: Hashable, Sendable {
    /// One of the ``SharedSettings``.
    package enum Setting: Hashable, Sendable, CaseIterable {
        case replicaCount
        case virtualNodeCount
        case maximumValueByteCount
    }

    /// A setting that has two values.
    package struct Difference: Hashable, Sendable {
        package let setting: Setting
        package let local: UInt32
        package let peer: UInt32
    }

    package let local: SharedSettings
    package let peer: SharedSettings

    /// Compares settings; returns `nil` when they are the same.
    package init?(local: SharedSettings, peer: SharedSettings) {
        guard local != peer else { return nil }
        self.local = local
        self.peer = peer
    }

    /// The settings that differ, in the order of ``Setting``.
    package var differences: [Difference] {
        Setting.allCases.compactMap { setting in
            let difference = Difference(setting: setting, local: local[setting], peer: peer[setting])
            return difference.local == difference.peer ? nil : difference
        }
    }
}

extension SharedSettings {
    fileprivate subscript(setting: SettingsConflict.Setting) -> UInt32 {
        switch setting {
        case .replicaCount: UInt32(replicaCount)
        case .virtualNodeCount: UInt32(virtualNodeCount)
        case .maximumValueByteCount: maximumValueByteCount
        }
    }
}
