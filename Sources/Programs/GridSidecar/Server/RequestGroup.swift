import GridDeterminism
import GridDriver
import GridReplication

/// The requests of one command that names many keys, carried out side by side.
///
/// A bounded number is under way at a time, so that one client with a million keys leaves room for others. Confined to
/// the thread of the plane's loop.
final class RequestGroup {
    /// How many requests of one group are under way at most.
    private static let maximumPendingCount = 256

    private let requests: [CacheRequest]
    private let plane: PlaneDriver
    private let node: NodeDriver
    private let wall: WallTime
    private let completion: ([CacheAnswer]) -> Void
    /// In the order of the requests; what is not answered yet is missing.
    private var answers: [CacheAnswer]
    private var begunCount = 0
    private var answeredCount = 0
    private var isBeginning = false

    private init(
        _ requests: [CacheRequest], on plane: PlaneDriver, of node: NodeDriver, at wall: WallTime,
        _ completion: @escaping ([CacheAnswer]) -> Void
    ) {
        self.requests = requests
        self.plane = plane
        self.node = node
        self.wall = wall
        self.completion = completion
        answers = Array(repeating: .missing, count: requests.count)
    }

    /// Carries out `requests`, and calls `completion` with their answers in the same order.
    static func perform(
        _ requests: [CacheRequest], on plane: PlaneDriver, of node: NodeDriver, at wall: WallTime,
        _ completion: @escaping ([CacheAnswer]) -> Void
    ) {
        RequestGroup(requests, on: plane, of: node, at: wall, completion).beginMore()
    }

    private func beginMore() {
        isBeginning = true
        while begunCount < requests.count, begunCount - answeredCount < Self.maximumPendingCount {
            let index = begunCount
            begunCount += 1
            if let answer = node.performLocally(requests[index], at: wall) {
                receive(answer, at: index)
            } else {
                plane.perform(requests[index]) { [self] answer in receive(answer, at: index) }
            }
        }
        isBeginning = false
        if answeredCount == requests.count { completion(answers) }
    }

    private func receive(_ answer: CacheAnswer, at index: Int) {
        answers[index] = answer
        answeredCount += 1
        // What is answered at once is looked at by the loop above.
        if !isBeginning { beginMore() }
    }
}
