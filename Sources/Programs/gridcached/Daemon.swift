import GridCache
import GridConfiguration
import GridDriver
import GridIdentity
import GridLink
import GridMembership
import GridNode
import GridRuntime
import GridSidecar

#if canImport(Glibc)
    private import Glibc
#else
    private import Darwin
#endif

/// A node with a port for Redis clients, from start to end.
struct Daemon {
    /// How long the node waits at its end until the others know that it leaves.
    private static let leaveTimeout = Duration.seconds(5)

    private let node: NodeDriver
    private let server: RESPServer?
    private let log: EventLog
    /// What was found out about descriptors, to be logged when the ports are claimed.
    private let allowanceEvents: [LogEvent]
    private let endings: AsyncStream<Ending>
    private let endingReached: AsyncStream<Ending>.Continuation

    /// Why the program ends.
    private enum Ending: Sendable {
        case signal(ControlSignal)
        case replaced(by: Member)
        case cannotServe(SocketError)
        case cannotListen(SocketError)
    }

    /// Runs until a signal or a failure ends the program.
    static func run(_ configuration: SidecarConfiguration) async -> ExitStatus {
        let log = EventLog(configuration.log)
        do {
            let daemon = try Daemon(configuration, log)
            daemon.start(configuration)
            return await daemon.end()
        } catch GridCacheError.invalidOptions(let problems) {
            for problem in problems { StandardStream.error.write("\(problem)\n") }
            return .wrongConfiguration
        } catch {
            log.write(LogEvent(.error, "node.failed").with("reason", "\(error)"))
            return .failure
        }
    }

    /// Claims both ports, and starts the node.
    ///
    /// - Throws: an error that describes itself, when a port cannot be claimed.
    private init(_ configuration: SidecarConfiguration, _ log: EventLog) throws {
        self.log = log
        let (endings, endingReached) = AsyncStream.makeStream(of: Ending.self)
        self.endings = endings
        self.endingReached = endingReached
        let occurrences = OccurrenceLog(log)
        if var respConfiguration = configuration.respServerConfiguration {
            let allowance = ClientAllowance.claim(clientCount: respConfiguration.maximumClientCount)
            guard let clientCount = allowance.clientCount else {
                throw TooFewDescriptors(limit: allowance.limit)
            }
            respConfiguration.maximumClientCount = clientCount
            allowanceEvents = allowance.events
            server = try RESPServer(respConfiguration) { occurrences.write($0) }
        } else {
            allowanceEvents = []
            server = nil
        }
        let name = configuration.node.name
        node = try NodeDriver.running(configuration.memberOptions) { occurrence in
            switch occurrence {
            case .changed(.replaced(let winner, let previous)) where previous.name.hasSameBytes(as: name):
                endingReached.yield(.replaced(by: winner))
            case .failed(let failure):
                endingReached.yield(.cannotListen(failure))
            case .started, .ready, .changed, .refused, .notAccepted, .troubled:
                occurrences.write(occurrence)
            }
        }
    }

    private func start(_ configuration: SidecarConfiguration) {
        let (log, node, endingReached) = (log, node, endingReached)
        for warning in configuration.warnings {
            log.write(LogEvent(.warn, "configuration.doubtful").with("reason", warning))
        }
        for setting in configuration.explicitSettings {
            log.write(LogEvent(.debug, "configuration.set").with("setting", setting))
        }
        for event in allowanceEvents { log.write(event) }
        log.write(
            LogEvent(.info, "node.started").with("node", node.identity.node.name)
                .with("cluster", node.identity.cluster).with("epoch", node.identity.node.epoch)
                .with("address", node.identity.address).with("bound", node.boundAddress)
                .with("threads", node.loops.count))
        node.loops[0].submit { Self.watchSignals(on: node.loops[0], log, endingReached) }
        guard let server else { return }
        server.start(on: node) { failure in
            if let failure {
                endingReached.yield(.cannotServe(failure))
            } else {
                log.write(LogEvent(.info, "resp.listening").with("address", server.boundAddress))
            }
        }
    }

    /// Has the first signal end the program in good order, and the second one at once.
    private static func watchSignals(
        on loop: EventLoop, _ log: EventLog, _ endingReached: AsyncStream<Ending>.Continuation
    ) {
        do throws(SocketError) {
            let watcher = try SignalWatcher([.terminate, .interrupt], on: loop)
            var isEnding = false
            watcher.onSignal = { signal in
                if isEnding { _exit(ExitStatus.failure.rawValue) }
                isEnding = true
                endingReached.yield(.signal(signal))
            }
        } catch {
            // Without a watcher the system ends the process at the first signal.
            log.write(LogEvent(.warn, "node.signals_unwatched").with("reason", error))
        }
    }

    /// Waits for the reason to end, and ends.
    private func end() async -> ExitStatus {
        var iterator = endings.makeAsyncIterator()
        guard let ending = await iterator.next() else { return .failure }
        let status: ExitStatus
        switch ending {
        case .signal(let signal):
            log.write(LogEvent(.info, "node.leaving").with("signal", signal))
            server?.stopAccepting(on: node)
            await node.leave(timeout: Self.leaveTimeout)
            status = .success
        case .replaced(let winner):
            log.write(
                LogEvent(.error, "node.replaced").with("node", winner.id.name)
                    .with("winner_epoch", winner.id.epoch).with("winner_address", winner.address)
                    .with("reason", "another process runs under this node's name, and started later"))
            status = .failure
        case .cannotServe(let failure):
            log.write(LogEvent(.error, "resp.failed").with("reason", failure))
            status = .failure
        case .cannotListen(let failure):
            log.write(LogEvent(.error, "node.failed").with("reason", failure))
            status = .failure
        }
        node.stop()
        log.write(LogEvent(.info, "node.stopped"))
        return status
    }
}

extension ControlSignal: CustomStringConvertible {
    package var description: String {
        switch self {
        case .terminate: "SIGTERM"
        case .interrupt: "SIGINT"
        case .hangUp: "SIGHUP"
        }
    }
}
