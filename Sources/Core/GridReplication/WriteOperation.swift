/// A write on its way to the owners: how many copies are still needed, and who could not be told.
///
/// The entry is sent to every owner at once. The operation is decided when enough confirmed, or when those left
/// cannot make up the number any more. Nodes are named by their index in the placement.
package struct WriteOperation: Sendable {
    /// What is known after an event.
    package enum Step: Hashable, Sendable {
        /// Wait for further confirmations.
        case wait
        /// Enough copies are held: the write can be acknowledged.
        case acknowledged
        /// Enough copies cannot be reached any more.
        case failed(Failure)
    }

    /// Why a write cannot get its copies.
    package enum Failure: Hashable, Sendable {
        /// Owners could not be reached.
        case unreachable
        /// An owner refused the entry for its size or for lack of memory.
        case refused
        /// An owner refused the stamp.
        case clockTooFarAhead
    }

    private let required: Int
    private var confirmedCount: Int
    private var waitingFor: [UInt16]
    private var unreachable: [UInt16] = []
    private var refusal: Failure?
    private var isDecided = false

    /// Makes a write to `owners`, this node not among them.
    ///
    /// The write concern asks for `required` copies in total, of which `held` exist already: one when this node is an
    /// owner itself.
    package init(required: Int, held: Int, owners: [UInt16]) {
        self.required = required
        confirmedCount = held
        waitingFor = owners
    }

    /// Whether no owner is waited for any more.
    package var isComplete: Bool { waitingFor.isEmpty }

    /// The owners that have neither confirmed nor failed.
    package var waitingNodes: [UInt16] { waitingFor }

    /// The owners that could not be reached.
    package var unreachableNodes: [UInt16] { unreachable }

    /// How many copies are held, and whom the write still waits for: what a timeout reports.
    package var progress: (answered: Int, required: Int, silent: [UInt16]) {
        (confirmedCount, required, waitingFor + unreachable)
    }

    /// Looks whether the write can be decided before anybody answered.
    package mutating func start() -> Step { decide() }

    /// An owner answered.
    package mutating func receive(_ receipt: ReplicationReceipt, from node: UInt16) -> Step {
        guard let index = waitingFor.firstIndex(of: node) else { return .wait }
        waitingFor.remove(at: index)
        switch receipt {
        case .merged: confirmedCount += 1
        case .refusedEntries: refusal = .refused
        case .clockTooFarAhead: refusal = .clockTooFarAhead
        }
        return decide()
    }

    /// An owner cannot be reached.
    package mutating func fail(_ node: UInt16) -> Step {
        guard let index = waitingFor.firstIndex(of: node) else { return .wait }
        waitingFor.remove(at: index)
        unreachable.append(node)
        return decide()
    }

    private mutating func decide() -> Step {
        guard !isDecided else { return .wait }
        if confirmedCount >= required {
            isDecided = true
            return .acknowledged
        }
        guard confirmedCount + waitingFor.count < required else { return .wait }
        isDecided = true
        return .failed(refusal ?? .unreachable)
    }
}
