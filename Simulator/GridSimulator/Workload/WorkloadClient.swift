import GridConfiguration
import GridDeterminism
import GridReplication

/// One client: decides when it asks for what.
///
/// It draws the same decisions whatever its member answers, so a fault does not change what is asked later. What
/// concerns different things comes from different streams, so a feature that is switched on changes only itself.
final class WorkloadClient {
    let number: Int
    private let workload: Workload
    private let chooser: KeyChooser
    private let defaultTimeToLive: Duration?
    private var arrivals: RandomStream
    private var requests: RandomStream
    private var sizes: RandomStream
    private var lifetimes: RandomStream
    private var bursts: RandomStream
    /// How many requests were drawn.
    private(set) var requestCount = 0
    /// How many of them were writes.
    private var writeCount = 0
    /// How many keys the client has filled in.
    private var fillCount = 0
    /// The recorded requests of this client.
    private let traced: [RequestTrace.Request]

    private init(number: Int, _ scenario: Scenario, chooser: KeyChooser, random: KeyedRandom) {
        self.number = number
        workload = scenario.workload
        self.chooser = chooser
        defaultTimeToLive = scenario.configuration.replication.timeToLive
        arrivals = random.stream(.arrival, UInt64(number))
        requests = random.stream(.request, UInt64(number))
        sizes = random.stream(.size, UInt64(number))
        lifetimes = random.stream(.lifetime, UInt64(number))
        bursts = random.stream(.burst, UInt64(number), 0)
        traced = scenario.workload.trace?.requests.filter { $0.client == number } ?? []
    }

    /// All clients of a scenario.
    static func all(of scenario: Scenario, random: KeyedRandom) -> [WorkloadClient] {
        let chooser = KeyChooser(scenario.workload, random: random)
        return (0..<scenario.workload.clientCount).map { number in
            WorkloadClient(number: number, scenario, chooser: chooser, random: random)
        }
    }

    // MARK: When

    /// When the next request follows, after one at `now` or at the beginning; `nil` when there is none.
    func nextArrival(after now: Instant) -> Instant? {
        let time: Instant
        if workload.trace != nil {
            guard requestCount < traced.count else { return nil }
            time = max(now, .zero + traced[requestCount].at)
        } else if let key = nextFilledKey {
            time = max(now, .zero + workload.beginning + workload.fillTime * key / workload.keyCount)
        } else {
            time = max(now, .zero + workload.beginning) + nextPause(after: now)
        }
        guard let end = workload.end, time >= .zero + end else { return time }
        return nil
    }

    private func nextPause(after now: Instant) -> Duration {
        let elapsed = now.elapsed(since: .zero)
        let change = workload.rateChanges.last { $0.at <= elapsed }
        let perSecond = max(1, change?.operationsPerSecond ?? workload.operationsPerSecond)
        return arrivals.exponential(mean: .seconds(1) * workload.clientCount / perSecond)
    }

    /// The next key that the client writes at the beginning.
    private var nextFilledKey: Int? {
        let key = number + fillCount * workload.clientCount
        return workload.fillTime > .zero && key < workload.keyCount ? key : nil
    }

    // MARK: What

    /// Draws what the client wants next, at `now`.
    func nextIntention(at now: Instant) -> RequestIntention {
        var intention = drawnIntention(at: now)
        if workload.trace != nil {
            apply(traced[requestCount], to: &intention)
        } else if let key = nextFilledKey {
            intention.kind = .write
            intention.key = key
            fillCount += 1
        }
        requestCount += 1
        return intention
    }

    private func drawnIntention(at now: Instant) -> RequestIntention {
        let kind = kind(of: requests.next(below: 100))
        // Clients write in turn: the last write of this one is where the others are, too.
        if kind == .write { writeCount += 1 }
        var key = chooser.key(
            &requests, isWrite: kind == .write, newest: writeCount * workload.clientCount + number)
        if let hot = chooser.burstKey(&bursts, at: now) { key = hot }
        let level = ReadLevel.allCases[requests.next(below: ReadLevel.allCases.count)]
        let concern = WriteConcern.allCases[requests.next(below: WriteConcern.allCases.count)]
        let byteCounts = workload.valueSizes.draw(&sizes)
        let byteCount = byteCounts.lowerBound + requests.next(below: byteCounts.count)
        let expires = requests.next(below: 100) < workload.expiringPercentage
        let timeToLive = lifetimes.duration(in: workload.timeToLive)
        return RequestIntention(
            number: requestCount, kind: kind, key: key, level: workload.readLevel ?? level,
            concern: workload.writeConcern ?? concern, valueByteCount: byteCount,
            timeToLive: expires ? timeToLive : defaultTimeToLive, renewedTimeToLive: timeToLive,
            variant: requests.next(below: RequestIntention.variantCount),
            isEmbedded: requests.next(below: 100) < workload.embeddedPercentage)
    }

    private func apply(_ request: RequestTrace.Request, to intention: inout RequestIntention) {
        intention.kind = request.kind
        intention.key = request.key
        intention.valueByteCount = request.byteCount ?? intention.valueByteCount
        intention.timeToLive = request.timeToLive ?? defaultTimeToLive
    }

    private func kind(of roll: Int) -> OperationRecord.Kind {
        var bound = workload.writePercentage
        if roll < bound { return .write }
        bound += workload.deletePercentage
        if roll < bound { return .delete }
        bound += workload.conditionalPercentage
        return roll < bound ? .conditional : .read
    }
}

extension ValueSizes {
    /// The sizes of which a value has one.
    fileprivate func draw(_ stream: inout RandomStream) -> ClosedRange<Int> {
        var roll = stream.next(below: 100)
        for choice in choices {
            if roll < choice.percentage { return choice.byteCounts }
            roll -= choice.percentage
        }
        preconditionFailure("the shares of the sizes do not add up")
    }
}
