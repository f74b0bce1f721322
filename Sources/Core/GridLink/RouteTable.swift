import GridDeterminism
import GridIdentity

/// The ways to peers, by address: the connections there are, and when another attempt may be made.
///
/// A way is remembered as long as it has connections, or its last attempts failed a short while ago. So memory
/// follows the connections, whatever addresses peers say they have.
struct RouteTable: Sendable {
    /// Below this count no way is looked for that can be forgotten.
    private static let minimumSweepCount = 64

    /// Sorted by address.
    private var routes: [Route] = []
    /// At which count ways that can be forgotten are looked for.
    private var sweepCount = Self.minimumSweepCount

    /// How many ways are remembered.
    var count: Int { routes.count }

    /// The connections to `address`, in the order in which they were added.
    func links(to address: NodeAddress) -> [LinkID] {
        existingIndex(of: address).map { routes[$0].links } ?? []
    }

    /// Whether a connection to `address` may be tried.
    func mayAttempt(_ address: NodeAddress, at now: Instant) -> Bool {
        existingIndex(of: address).map { now >= routes[$0].nextAttempt } ?? true
    }

    /// Adds a connection.
    mutating func add(_ link: LinkID, to address: NodeAddress, at now: Instant) {
        if routes.count >= sweepCount { sweep(at: now) }
        let index = insertionIndex(of: address)
        if index == routes.count || routes[index].address != address {
            routes.insert(Route(address: address), at: index)
        }
        routes[index].links.append(link)
    }

    /// Removes a connection that came to a good end, or to a bad one that was not the first.
    mutating func remove(_ link: LinkID, to address: NodeAddress) {
        guard let index = existingIndex(of: address) else { return }
        routes[index].links.removeAll { $0 == link }
        if routes[index].links.isEmpty, routes[index].retryDelay == nil { routes.remove(at: index) }
    }

    /// Removes a connection that failed; the next attempt has to wait, longer each time.
    mutating func removeFailed(
        _ link: LinkID, to address: NodeAddress, at now: Instant, _ configuration: LinkConfiguration
    ) {
        guard let index = existingIndex(of: address) else { return }
        routes[index].links.removeAll { $0 == link }
        routes[index].backOff(at: now, configuration)
    }

    /// Forgets a way, and returns the connections that it had.
    mutating func removeAll(to address: NodeAddress) -> [LinkID] {
        existingIndex(of: address).map { routes.remove(at: $0).links } ?? []
    }

    /// A connection to `address` stands: the next failure counts as the first.
    mutating func succeeded(_ address: NodeAddress) {
        if let index = existingIndex(of: address) { routes[index].retryDelay = nil }
    }

    // MARK: Private

    /// Forgets the ways of which nothing is left to know.
    ///
    /// The next sweep waits for twice the count, so its cost is spread over the additions.
    private mutating func sweep(at now: Instant) {
        routes.removeAll { $0.links.isEmpty && $0.forgettableAt <= now }
        sweepCount = max(Self.minimumSweepCount, routes.count * 2)
    }

    private func existingIndex(of address: NodeAddress) -> Int? {
        let index = insertionIndex(of: address)
        return index < routes.count && routes[index].address == address ? index : nil
    }

    private func insertionIndex(of address: NodeAddress) -> Int {
        var low = 0
        var high = routes.count
        while low < high {
            let middle = (low + high) / 2
            if routes[middle].address < address { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

/// What is known of the way to one address.
private struct Route: Sendable {
    let address: NodeAddress
    var links: [LinkID] = []
    /// How long the last failure made the next attempt wait.
    var retryDelay: Duration?
    var nextAttempt = Instant.zero

    /// From when on it makes no difference to forget the way, if it has no connections.
    ///
    /// Who waited that long tries seldom enough not to need the longer delay.
    var forgettableAt: Instant { nextAttempt + (retryDelay ?? .zero) }

    mutating func backOff(at now: Instant, _ configuration: LinkConfiguration) {
        let delay =
            retryDelay.map { min($0 * 2, configuration.maximumRetryDelay) } ?? configuration.minimumRetryDelay
        retryDelay = delay
        nextAttempt = now + delay
    }
}
