import GridIdentity
import GridNode
import GridReplication
import GridStore
import GridVersioning

/// Where versions come from.
extension Inspector {
    /// Checks that every copy of a key has a stamp that its holder's clock has reached, and that its write was given.
    func checkProvenance(of key: Int, in world: World) {
        for member in world.members {
            guard let life = member.life, let copy = copy(of: key, heldBy: life) else { continue }
            let latest = life.replica.clock.latest
            report(.clock, clocks.check(copy.version, heldBy: member.index, latest: latest), in: world)
            guard let name = copy.name, name.operation < world.history.operations.count else { continue }
            let operation = world.history.operations[name.operation]
            let writer = lives.first { $0.member == operation.member && $0.number == operation.life }
            guard let writer else { continue }
            let finding = ProvenanceChecker().check(
                copy.version, of: operation, writtenBy: writer.origin,
                mayBeStampedAnew: world.history.mayHaveBeenStampedAnew(key))
            report(.provenance, finding, in: world)
        }
    }

    private struct Copy {
        let version: Version
        /// What the value says of itself; `nil` for a deletion.
        let name: ValueContent?
    }

    private func copy(of key: Int, heldBy life: MemberLife) -> Copy? {
        let (bytes, slot) = keys[key]
        return life.replica.store.withStoredEntry(forKey: bytes.span, in: slot) { metadata, stored in
            let value = value(of: metadata, stored)
            return Copy(version: metadata.version, name: value.flatMap { ValueContent(naming: $0) })
        }
    }

    /// The value of a stored entry; `nil` of a deletion.
    func value(of metadata: EntryMetadata, _ stored: Span<UInt8>) -> [UInt8]? {
        metadata.isTombstone ? nil : metadata.encoding.expanded(stored, maximumByteCount: 1 << 24)
    }
}
