private import GridStore
private import GridVersioning

/// A read of one key at other nodes: whom to ask, when the answers suffice, and what they amount to.
///
/// It asks as many owners as the level requires, and one more for each that fails. When the owners that answered hold
/// nothing and are not settled in the slot, it goes on to those who may hold the key from before the ownership changed:
/// this node itself, then the others one by one. Nodes are named by their index in the placement.
package struct ReadOperation: Sendable {
    /// What to do after an event.
    package enum Step: Hashable, Sendable {
        /// Wait for further answers.
        case wait
        /// Ask these nodes.
        case ask([UInt16])
        case finished(Outcome)
    }

    /// What a read established.
    package enum Outcome: Hashable, Sendable {
        /// The newest version among the answers. `stale` names the owners that answered with less.
        case newest(StoredForm, stale: [UInt16])
        /// Nobody who should know holds anything.
        case nothing
        /// Too few nodes could be reached.
        case unreachable(answered: Int, required: Int, nodes: [UInt16])
    }

    private let required: Int
    /// Who may be asked besides, in order.
    private var others: [UInt16]
    /// What this node holds although it is no owner.
    private let leftover: StoredForm?
    private var unasked: [UInt16]
    private var waitingFor: [UInt16] = []
    private var unreachable: [UInt16] = []
    private var answered: [UInt16] = []
    private var newest: StoredForm?
    private var versions: [(node: UInt16, version: Version?)] = []
    private var isSettled = false

    /// Makes a read of `owners`, the nearest first, of which `required` must answer.
    ///
    /// This node is among neither the owners nor the `others`, who may hold the key from before. When it is an owner
    /// itself, its answer is given as `local`; when it is none, what it holds all the same is its `leftover`.
    package init(
        required: Int, owners: [UInt16], others: [UInt16],
        local: (node: UInt16, answer: ReplicaAnswer)? = nil,
        leftover: StoredForm? = nil
    ) {
        precondition(required >= 0, "a read needs \(required) answers")
        self.required = required
        self.others = others
        self.leftover = leftover
        unasked = owners
        if let local { record(local.answer, from: local.node) }
    }

    /// Begins: the first step.
    package mutating func start() -> Step { advance() }

    /// A node answered.
    package mutating func receive(_ answer: ReplicaAnswer, from node: UInt16) -> Step {
        guard let index = waitingFor.firstIndex(of: node) else { return .wait }
        waitingFor.remove(at: index)
        record(answer, from: node)
        return advance()
    }

    /// A node cannot be reached, or refused to answer.
    package mutating func fail(_ node: UInt16) -> Step {
        guard let index = waitingFor.firstIndex(of: node) else { return .wait }
        waitingFor.remove(at: index)
        unreachable.append(node)
        return advance()
    }

    /// The nodes that were asked are slow: asks one more, if there is one.
    package mutating func hedge() -> Step {
        guard !unasked.isEmpty else { return .wait }
        let next = unasked.removeFirst()
        waitingFor.append(next)
        return .ask([next])
    }

    /// How many owners answered, and whom the read still waits for: what a timeout reports.
    package var progress: (answered: Int, required: Int, silent: [UInt16]) {
        (answered.count, required, waitingFor + unreachable)
    }

    private mutating func record(_ answer: ReplicaAnswer, from node: UInt16) {
        answered.append(node)
        switch answer {
        case .held(let form):
            versions.append((node, form.metadata.version))
            if newest.map({ $0.metadata.version < form.metadata.version }) ?? true { newest = form }
        case .nothing(let isSettled):
            versions.append((node, nil))
            if isSettled { self.isSettled = true }
        }
    }

    private mutating func advance() -> Step {
        if answered.count >= required {
            if let newest {
                return .finished(.newest(newest, stale: staleNodes(below: newest.metadata.version)))
            }
            if isSettled { return .finished(.nothing) }
            return askNextHolder()
        }
        let missing = required - answered.count - waitingFor.count
        guard missing > 0 else { return .wait }
        let next = Array(unasked.prefix(missing))
        unasked.removeFirst(next.count)
        waitingFor += next
        if !next.isEmpty { return .ask(next) }
        guard waitingFor.isEmpty else { return .wait }
        return .finished(.unreachable(answered: answered.count, required: required, nodes: unreachable))
    }

    /// The required answers are in and know of nothing: asks those who may still know, one at a time.
    private mutating func askNextHolder() -> Step {
        guard waitingFor.isEmpty else { return .wait }
        let next: UInt16
        if !unasked.isEmpty {
            next = unasked.removeFirst()
        } else if let leftover {
            return .finished(.newest(leftover, stale: staleNodes(below: leftover.metadata.version)))
        } else if !others.isEmpty {
            next = others.removeFirst()
        } else if unreachable.isEmpty {
            return .finished(.nothing)
        } else {
            return .finished(.unreachable(answered: answered.count, required: required, nodes: unreachable))
        }
        waitingFor.append(next)
        return .ask([next])
    }

    private func staleNodes(below version: Version) -> [UInt16] {
        versions.filter { $0.version.map { $0 < version } ?? true }.map(\.node)
    }
}
