internal import GridDeterminism
package import GridDriver
internal import GridReplication
internal import GridRuntime

extension NodeDriver: NodeHost {
    package var clock: MemberClock { .system }

    package var listeningProblem: String? { failure?.description }

    package func waitUntilReady(within timeout: Duration) async -> Bool {
        await withTaskGroup(of: Bool.self) { group in
            group.addTask { await self.waitUntilReady() }
            group.addTask {
                // Cancelled as soon as the other task is done; there is nothing to do about it.
                try? await Task.sleep(for: min(timeout, .seconds(86_400 * 365)))
                return false
            }
            let first = await group.next() ?? false
            group.cancelAll()
            return first
        }
    }

    package func cacheWasReleased() { stop() }
}

extension NodeDriver {
    /// A running node of a member with these options, whose occurrences `observer` hears of on one of its threads.
    ///
    /// - Throws: ``GridCacheError/invalidOptions(_:)`` or ``GridCacheError/cannotListen(_:)``; nothing runs then.
    package static func running(
        _ options: GridCache.Options, observer: @escaping @Sendable (NodeOccurrence) -> Void
    ) throws(GridCacheError) -> NodeDriver {
        let configuration = try options.runtimeConfiguration()
        let driver: NodeDriver
        do throws(SocketError) {
            driver = try NodeDriver(configuration, observer: observer)
        } catch {
            throw .cannotListen(error.description)
        }
        do throws(SocketError) {
            try driver.start()
        } catch {
            driver.stop()
            throw .cannotListen(error.description)
        }
        return driver
    }
}
