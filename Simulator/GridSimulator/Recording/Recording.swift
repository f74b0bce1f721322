package import GridDeterminism

/// What a run looked like over time: everything that a page about it shows.
package struct Recording: Sendable {
    /// The state of all members, every half second, in order.
    package internal(set) var samples: [Sample] = []
    /// Lives and pauses, in the order of their beginnings.
    package internal(set) var spans: [Span] = []
    /// What each member came to believe about the others, in order.
    package internal(set) var views: [ViewChange] = []
    /// How many changes of views there were; more than ``views`` holds when there were too many.
    package internal(set) var viewCount = 0
    /// Which ways were blocked, whenever that changed.
    package internal(set) var ways: [Ways] = []
    /// Messages in the order in which they were sent.
    package internal(set) var messages = ThinnedLog<Message>(limit: Recording.messageLimit)
    /// What the messages say; a message names one by its index.
    package internal(set) var messageTexts: [String] = []
    /// Operations in the order in which they began.
    package internal(set) var operations = ThinnedLog<Operation>(limit: Recording.operationLimit)

    static let messageLimit = 60_000
    static let operationLimit = 20_000
    static let viewLimit = 100_000

    /// A stretch of time in which something was so.
    package struct Span: Hashable, Sendable {
        package enum Kind: String, Hashable, Sendable {
            case life
            case pause
            /// Every event costs the process time.
            case slow
        }

        package let kind: Kind
        package let member: Int
        /// Which life of the member it is, or in which one it paused.
        package let life: Int
        package let begin: Instant
        /// `nil` when it lasted to the end of the run.
        package internal(set) var end: Instant?
    }

    /// A member came to believe something about another one.
    package struct ViewChange: Hashable, Sendable {
        package let time: Instant
        package let observer: Int
        package let subject: Int
        /// 0 for alive, 1 for suspected, 2 for dead, 3 for gone on purpose.
        package let state: Int
    }

    /// Which ways between members are open from an instant on; one that is clogged counts as blocked.
    package struct Ways: Hashable, Sendable {
        package let time: Instant
        /// For each sender the members that it does not reach.
        package let blocked: [[Int]]
        package let lossPartsPerMillion: Int
    }

    /// What one member wrote to another one at once: one frame or several.
    package struct Message: TimedElement {
        package let time: Instant
        /// `nil` when not all of it arrived before the end of the run.
        package let arrivedAt: Instant?
        package let sender: Int
        package let receiver: Int
        /// The machine that wrote it: 0 for the control plane, 1 and up for the data planes.
        package let machine: Int
        package let byteCount: Int
        /// The index of its text.
        package let text: Int
    }

    /// One request of a client.
    package struct Operation: TimedElement {
        package let time: Instant
        /// `nil` when nobody heard the answer.
        package let answeredAt: Instant?
        package let number: Int
        package let member: Int
        package let kind: OperationRecord.Kind
        package let key: Int
        package let answer: String
        package let outcome: Outcome
    }

    /// How an operation ended, as far as colours go.
    package enum Outcome: Int, Sendable {
        case succeeded
        case missed
        case failed
        /// The process ended before the answer.
        case abandoned
    }
}
