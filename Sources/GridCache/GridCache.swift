internal import GridCollections
internal import GridDeterminism
package import GridDriver
internal import GridIdentity
internal import GridLink
package import GridNode
internal import GridReplication
internal import GridRuntime

/// A member of a cache cluster, inside your own process.
///
///     let cache = try GridCache()
///     try await cache.waitUntilReady()
///     try await cache.set("greeting", to: "hello", expiring: .after(.seconds(60)))
///     let greeting = try await cache.get("greeting", as: String.self)
///
/// The processes that name one another as seeds form the cluster; each key lives on ``Options/replicaCount`` of
/// them. Every member can read and write every key. What this member owns is served on the caller's thread, without
/// suspending; anything else is fetched from the nearest owner.
///
/// The cluster is eventually consistent: the write with the latest stamp wins. It does not offer linearizability,
/// transactions over several keys, or durability.
///
/// All operations may be called from any task or thread.
public final class GridCache: Sendable {
    /// What runs the node.
    package let host: any NodeHost
    /// What the threads of the node share; kept here, so that a local read asks nobody for it.
    package let replica: Replica
    private let options: Options
    private let clock: MemberClock

    /// Starts a member: claims its port, starts its threads and begins to look for the cluster.
    ///
    /// - Throws: ``GridCacheError/invalidOptions(_:)`` or ``GridCacheError/cannotListen(_:)``; nothing runs then.
    public convenience init(options: Options = Options()) throws(GridCacheError) {
        try self.init(options: options) { _ in }
    }

    /// Starts a member whose occurrences `observer` hears of, on one of the member's threads.
    package convenience init(
        options: Options, observer: @escaping @Sendable (NodeOccurrence) -> Void
    ) throws(GridCacheError) {
        self.init(host: try NodeDriver.running(options, observer: observer), options: options)
    }

    /// Makes the face of a node that runs already.
    package init(host: any NodeHost, options: Options) {
        self.host = host
        self.options = options
        replica = host.replica
        clock = host.clock
    }

    deinit {
        host.cacheWasReleased()
    }

    /// The member's name.
    public var memberName: String { host.identity.node.name }

    /// Where peers reach the member, as `host:port`, with the port that the system picked if it was asked to.
    public var address: String { host.identity.address.description }

    // MARK: Life

    /// Waits until the member has found its cluster, or is the first of it, and serves requests.
    ///
    /// A member that none of its ``Options/seeds`` answers founds a cluster of its own after three seconds, and goes on
    /// looking for them; the two clusters become one when they meet.
    ///
    /// - Throws: ``GridCacheError/notReady`` when `timeout` is over or the task is cancelled,
    ///   ``GridCacheError/shutDown`` when the member was shut down, ``GridCacheError/cannotListen(_:)`` when its port
    ///   was claimed but the system does not let it listen.
    public func waitUntilReady(timeout: Duration = .seconds(30)) async throws(GridCacheError) {
        guard await !host.waitUntilReady(within: timeout) else { return }
        if let problem = host.listeningProblem { throw .cannotListen(problem) }
        throw host.isStopped ? .shutDown : .notReady
    }

    /// Serves until the task is cancelled, then leaves the cluster and shuts down.
    ///
    /// It has the shape that service lifecycle libraries expect.
    public func run() async throws {
        while !Task.isCancelled {
            do { try await Task.sleep(for: .seconds(86_400)) } catch { break }
        }
        await shutdown()
    }

    /// Tells the others that this member leaves, then ends its threads and closes its port.
    ///
    /// Requests that are under way fail with ``GridCacheError/shutDown``. Repeated calls do nothing.
    ///
    /// What it owns is handed over to those who own it next, for as long as half of `timeout` allows.
    ///
    /// - Parameter timeout: how long handing over and telling the others may take.
    public func shutdown(timeout: Duration = .seconds(5)) async {
        await host.leave(timeout: min(max(timeout, .zero), .seconds(86_400)))
        host.stop()
    }

    /// Checks that the member serves requests.
    ///
    /// It does not depend on other members: a member that is cut off is healthy.
    ///
    /// - Throws: ``GridCacheError/notReady``, or ``GridCacheError/shutDown`` when the member was shut down or another
    ///   process took its name.
    public func healthCheck() throws(GridCacheError) {
        guard !host.isStopped, replica.acceptsRequests else { throw .shutDown }
        guard host.overview.isReady else { throw .notReady }
    }

    // MARK: Reading

    /// The value of `key`, or `nil` when there is none.
    ///
    /// As many owners must answer as `level` says, or ``Options/readLevel`` if it is not given.
    ///
    /// - Returns: a copy of the value.
    /// - Throws: ``GridCacheError`` when the owners cannot be asked; that is never reported as `nil`.
    public func get(
        _ key: some CacheBytes, level: ReadLevel? = nil
    ) async throws(GridCacheError) -> [UInt8]? {
        let level = level ?? options.readLevel
        if level == .one {
            switch withLocalValue(forKey: key, { [UInt8](copying: $0) }) {
            case .hit(let value): return value
            case .missing: return nil
            case .elsewhere: break
            }
        }
        return try await fetch(key.copiedBytes, level)
    }

    /// The text under `key`, or `nil` when there is no value.
    ///
    /// - Returns: the value as UTF-8 text.
    /// - Throws: ``GridCacheError/notText(byteCount:)`` when the value is not UTF-8, and what
    ///   ``get(_:level:)`` throws.
    public func get(
        _ key: some CacheBytes, as type: String.Type, level: ReadLevel? = nil
    ) async throws(GridCacheError) -> String? {
        guard let bytes = try await get(key, level: level) else { return nil }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw .notText(byteCount: bytes.count)
        }
        return text
    }

    /// Calls `body` with the value of `key`; returns `nil` when there is none.
    ///
    /// When this member owns the key, the value is borrowed from the store and not copied. `body` should be brief,
    /// for writers of nearby keys wait for it, and it must not call the cache.
    public func withValue<Result>(
        forKey key: some CacheBytes, level: ReadLevel? = nil, _ body: (Span<UInt8>) throws -> Result
    ) async throws -> Result? {
        let level = level ?? options.readLevel
        if level == .one {
            switch try withLocalValue(forKey: key, body) {
            case .hit(let result): return result
            case .missing: return nil
            case .elsewhere: break
            }
        }
        guard let value = try await fetch(key.copiedBytes, level) else { return nil }
        return try body(value.span)
    }

    /// Calls `body` with the value of `key` if this member owns it: synchronously, on this thread, copying nothing.
    ///
    /// The value is borrowed until `body` returns. `body` should be brief, for writers of nearby keys wait for it,
    /// and it must not call the cache.
    public func withLocalValue<Result, Failure: Error>(
        forKey key: some CacheBytes, _ body: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> LocalRead<Result> {
        try key.withCacheBytes { (bytes) throws(Failure) in
            let read = try replica.withLocalValue(forKey: bytes, at: wall) {
                (value, _) throws(Failure) in
                try body(value)
            }
            return switch read {
            case .hit(let result): LocalRead.hit(result)
            case .missing: LocalRead.missing
            case .elsewhere: LocalRead.elsewhere
            }
        }
    }

    // MARK: Writing

    /// Stores `value` under `key`, replacing what was there.
    ///
    /// The entry is served until `expiry`. The write is acknowledged when as many copies are held as `concern` says,
    /// or ``Options/writeConcern`` if it is not given.
    ///
    /// - Throws: ``GridCacheError``. After ``GridCacheError/timedOut(answered:required:silentMembers:)`` the write
    ///   may have been applied.
    public func set(
        _ key: some CacheBytes, to value: some CacheBytes, expiring expiry: Expiry = .standard,
        concern: WriteConcern? = nil
    ) async throws(GridCacheError) {
        try await update(
            EntryUpdate(key: key.copiedBytes, value: .store(value.copiedBytes), expiry: expiryChange(expiry)),
            concern)
    }

    /// Deletes `key`, whether or not it has a value.
    ///
    /// It is acknowledged when as many owners know as `concern` says, or ``Options/writeConcern`` if it is not given.
    ///
    /// - Throws: ``GridCacheError``, as ``set(_:to:expiring:concern:)`` does.
    public func delete(_ key: some CacheBytes, concern: WriteConcern? = nil) async throws(GridCacheError) {
        try await update(EntryUpdate(key: key.copiedBytes, value: .delete), concern)
    }

    // MARK: Private

    /// What the wall clock of the member says.
    private var wall: WallTime {
        switch clock {
        case .system: SystemClock().wall
        case .simulated(let wall): wall()
        }
    }

    private func fetch(_ key: [UInt8], _ level: ReadLevel) async throws(GridCacheError) -> [UInt8]? {
        switch await perform(.read(key: key, level: level.core)) {
        case .found(let entry): return entry.value
        case .missing: return nil
        case .failed(let failure): throw GridCacheError(failure)
        case .updated: preconditionFailure("a read was answered like an update")
        }
    }

    private func update(_ update: EntryUpdate, _ concern: WriteConcern?) async throws(GridCacheError) {
        let concern = (concern ?? options.writeConcern).core
        do throws(OperationFailure) {
            if try host.performLocally(update, concern) { return }
        } catch {
            throw GridCacheError(error)
        }
        if case .failed(let failure) = await perform(.update(update, concern: concern)) {
            throw GridCacheError(failure)
        }
    }

    private func perform(_ request: CacheRequest) async -> CacheAnswer {
        await withCheckedContinuation { continuation in
            // The host answers every request exactly once, when it is shut down too.
            host.perform(request) { continuation.resume(returning: $0) }
        }
    }

    private func expiryChange(_ expiry: Expiry) -> EntryUpdate.ExpiryChange {
        switch expiry {
        case .never: .never
        case .after(let duration): .at(wall + max(duration, .zero))
        case .standard: options.defaultTimeToLive.map { .at(wall + $0) } ?? .never
        }
    }
}

/// What a read of this member's own memory found.
public enum LocalRead<Result> {
    /// The key has a value; `body` returned this.
    case hit(Result)
    /// This member owns the key, and there is no value.
    case missing
    /// Other members have to be asked.
    case elsewhere
}
