import GridDeterminism

/// One direction of a connection: segments on their way, which arrive in order, late or never, but never changed
/// in number.
struct ByteStream {
    enum Item {
        case bytes([UInt8])
        /// The writer closed its end.
        case end
    }

    struct Segment {
        let arrival: Instant
        let item: Item
    }

    private(set) var segments: [Segment] = []
    private var first = 0
    private var latestArrival = Instant.zero
    /// Whether something is held back because the way is blocked.
    var isStalled = false
    /// Whether a delivery is scheduled.
    var isScheduled = false

    private var delays: RandomStream
    private var losses: RandomStream
    private var cuts: RandomStream
    private var corruptions: RandomStream
    private var detours: RandomStream

    init(from source: Int, to target: Int, ordinal: UInt64, random: KeyedRandom) {
        let way = (UInt64(source), UInt64(target))
        delays = random.stream(.delay, way.0, way.1, ordinal)
        losses = random.stream(.loss, way.0, way.1, ordinal)
        cuts = random.stream(.chunking, way.0, way.1, ordinal)
        corruptions = random.stream(.corruption, way.0, way.1, ordinal)
        detours = random.stream(.detour, way.0, way.1, ordinal)
    }

    /// When the next segment arrives.
    var nextArrival: Instant? { first < segments.count ? segments[first].arrival : nil }

    /// How long a packet takes from the one node to the other.
    mutating func delay(_ conditions: NetworkConditions) -> Duration {
        let mean = conditions.meanDelay - conditions.minimumDelay
        return switch conditions.delayDistribution {
        case .constant: conditions.meanDelay
        case .uniform: conditions.minimumDelay + delays.duration(in: .zero...mean * 2)
        case .exponential: conditions.minimumDelay + delays.exponential(mean: mean)
        }
    }

    /// Sends bytes on `way`, cut anywhere; returns `false` when the network gives the connection up.
    mutating func send(
        _ bytes: [UInt8], on way: inout Way, at now: Instant, _ conditions: NetworkConditions
    ) -> Bool {
        var start = 0
        while start < bytes.count {
            let end = start + nextSegmentByteCount(atMost: bytes.count - start)
            var segment = start == 0 && end == bytes.count ? bytes : Array(bytes[start..<end])
            corrupt(&segment, conditions)
            let departure = way.transmit(byteCount: segment.count, at: now, conditions)
            guard append(.bytes(segment), at: departure, conditions) else { return false }
            start = end
        }
        return true
    }

    mutating func close(at now: Instant, _ conditions: NetworkConditions) {
        if !append(.end, at: now, conditions) {
            segments.append(Segment(arrival: latestArrival, item: .end))
        }
    }

    private mutating func nextSegmentByteCount(atMost limit: Int) -> Int {
        let isCut = cuts.happens(partsPerMillion: 150_000)
        let whole = min(limit, NetworkConditions.maximumSegmentByteCount)
        guard isCut else { return whole }
        // Small pieces are the interesting ones: they cut through headers.
        let bound = cuts.happens(partsPerMillion: 500_000) ? min(whole, 32) : whole
        return 1 + cuts.next(below: bound)
    }

    private mutating func corrupt(_ segment: inout [UInt8], _ conditions: NetworkConditions) {
        guard conditions.corruptionPartsPerMillion > 0,
            corruptions.happens(partsPerMillion: conditions.corruptionPartsPerMillion)
        else { return }
        let bit = corruptions.next(below: segment.count * 8)
        segment[bit / 8] ^= 1 << UInt8(bit % 8)
    }

    private mutating func append(_ item: Item, at now: Instant, _ conditions: NetworkConditions) -> Bool {
        guard let penalty = lossPenalty(conditions) else { return false }
        let arrival = max(latestArrival, now + delay(conditions) + penalty + detour(conditions))
        latestArrival = arrival
        segments.append(Segment(arrival: arrival, item: item))
        return true
    }

    /// How much later a segment arrives because it went another way.
    private mutating func detour(_ conditions: NetworkConditions) -> Duration {
        guard conditions.reorderingPartsPerMillion > 0,
            detours.happens(partsPerMillion: conditions.reorderingPartsPerMillion)
        else { return .zero }
        return detours.duration(in: .zero...conditions.meanDelay * NetworkConditions.longestDetour)
    }

    /// How much later a segment arrives because it was lost on the way; `nil` when it was lost too often.
    private mutating func lossPenalty(_ conditions: NetworkConditions) -> Duration? {
        guard conditions.lossPartsPerMillion > 0 else { return .zero }
        var penalty = Duration.zero
        var timeout = NetworkConditions.retransmissionTimeout
        for attempt in 0..<NetworkConditions.maximumTryCount {
            guard losses.happens(partsPerMillion: conditions.lossPartsPerMillion) else { return penalty }
            if attempt == 0, losses.happens(partsPerMillion: 700_000) {
                // The receiver noticed the gap and asked.
                penalty += conditions.meanDelay * 2
            } else {
                penalty += timeout
                timeout *= 2
            }
        }
        return nil
    }

    /// Removes and returns what has arrived, joined and cut as the receiver happens to read it.
    mutating func takeArrived(at now: Instant) -> [Item] {
        var items: [Item] = []
        while first < segments.count, segments[first].arrival <= now {
            let item = segments[first].item
            first += 1
            if case .bytes(let more) = item, case .bytes(let former)? = items.last,
                cuts.happens(partsPerMillion: 500_000)
            {
                items[items.count - 1] = .bytes(former + more)
            } else {
                items.append(item)
            }
        }
        if first == segments.count || first > 64 {
            segments.removeSubrange(0..<first)
            first = 0
        }
        return items
    }

    /// Forgets everything that is on its way.
    mutating func removeAll() {
        segments.removeAll()
        first = 0
    }

    /// How long until the network tries again after a blocked way has opened.
    mutating func resumptionDelay(_ conditions: NetworkConditions) -> Duration {
        delay(conditions) + delays.duration(in: .zero ... .seconds(1))
    }
}
