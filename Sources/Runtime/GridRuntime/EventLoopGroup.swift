private import CUV
private import Synchronization

/// A fixed number of loops that share the connections of a process.
package final class EventLoopGroup: Sendable {
    /// The loops, in the order of their numbers.
    package let loops: [EventLoop]
    private let turn = Atomic<UInt>(0)

    /// How many threads this process can run at once.
    package static var coreCount: Int { Int(uv_available_parallelism()) }

    /// Makes loops that are named after the group, with a number behind.
    ///
    /// - Precondition: `count` is positive.
    package init(count: Int = coreCount, name: String) {
        precondition(count > 0, "a group of \(count) loops cannot work")
        loops = (0..<count).map { EventLoop(name: "\(name)-\($0)") }
    }

    package var count: Int { loops.count }

    package subscript(index: Int) -> EventLoop { loops[index] }

    /// The loop whose turn it is; callers on any thread get each loop equally often.
    package func next() -> EventLoop {
        let (turn, _) = turn.wrappingAdd(1, ordering: .relaxed)
        return loops[Int(turn % UInt(loops.count))]
    }

    /// Starts all loops, or none.
    ///
    /// - Throws: ``SocketError`` when descriptors or threads are used up; the group cannot be started again then.
    package func start() throws(SocketError) {
        do throws(SocketError) {
            for loop in loops { try loop.start() }
        } catch {
            stop()
            throw error
        }
    }

    /// Stops all loops, one after the other; see ``EventLoop/stop()``.
    package func stop() {
        for loop in loops { loop.stop() }
    }
}
