import GridDeterminism
import GridIdentity

/// One member over all its lives: its name, its address, its clock, and the process that runs now.
final class SimulatedMember {
    let index: Int
    let name: String
    /// Where the member listens.
    var address: NodeAddress
    /// Where the member listens from its next start on.
    var nextAddress: NodeAddress
    let zone: String
    /// The running process, or `nil` when it crashed.
    var life: MemberLife?
    /// How many lives there were.
    var lifeCount = 0
    /// The greatest epoch that was used or that the member was told to exceed.
    var greatestEpoch: UInt64 = 0
    /// How far the wall clock is from true time, in milliseconds.
    var clockOffset: Int64
    let initialClockOffset: Int64
    /// How many parts of a million the wall clock gains, and since when.
    private var driftRate = 0
    private var driftingSince = Instant.zero
    /// By how much the wall clock was ever set back, in milliseconds.
    var setBackMilliseconds: Int64 = 0
    /// Until when the process is suspended; it misses everything, and catches up afterwards.
    var pausedUntil: Instant?
    /// What could not happen because of the pause, in order.
    var deferred: [WorldEvent] = []
    /// How long every event occupies a thread while the process is slow.
    var stepTime: Duration = .zero
    var slowUntil: Instant?
    /// The threads of a process that is or was slow, by machine.
    var threads: [SimulatedThread] = []
    /// Whether an event is being handled that has waited for its thread.
    var isProceeding = false
    /// The limit of the store from the next start on, if it is not that of the settings.
    var memoryLimitInBytes: Int?
    /// Whether the machine as a whole is gone, so that nobody refuses what is sent to it.
    var isHostDown = false
    /// Whether the member is repaired when the faults end.
    var isInCore = true
    /// Whether the member was ever crashed, paused or cut off: others may have declared it dead rightly.
    var wasDisturbed = false

    init(index: Int, name: String, zone: String, clockOffset: Int64) {
        guard let address = NodeAddress(host: name, port: 7000) else {
            preconditionFailure("\(name) is no host name")
        }
        self.index = index
        self.name = name
        self.zone = zone
        self.address = address
        nextAddress = address
        self.clockOffset = clockOffset
        initialClockOffset = clockOffset
    }

    /// What the wall clock of the member says at `now`.
    func wall(at now: Instant) -> WallTime {
        let milliseconds = Self.origin + Int64(now.nanoseconds / 1_000_000) + clockOffset + gained(at: now)
        return WallTime(milliseconds: UInt64(max(0, milliseconds)))
    }

    func moment(at now: Instant) -> Moment { Moment(instant: now, wall: wall(at: now)) }

    /// What the drift came to, in milliseconds.
    private func gained(at now: Instant) -> Int64 {
        guard driftRate != 0 else { return 0 }
        return Int64(now.elapsed(since: driftingSince).wholeMilliseconds) * Int64(driftRate) / 1_000_000
    }

    /// Lets the wall clock gain `rate` parts of a million from now on.
    func drift(by rate: Int, from now: Instant) {
        clockOffset += gained(at: now)
        driftRate = rate
        driftingSince = now
    }

    /// Sets the wall clock to what it was meant to be.
    func setClock(at now: Instant) {
        drift(by: 0, from: now)
        if clockOffset > initialClockOffset { setBackMilliseconds += clockOffset - initialClockOffset }
        clockOffset = initialClockOffset
    }

    /// Drops what waits for the process, because it ended.
    func forgetDeferred() {
        deferred = []
        pausedUntil = nil
        threads = []
        slowUntil = nil
    }

    func isSlow(at now: Instant) -> Bool { slowUntil.map { $0 > now } ?? false }

    func isPaused(at now: Instant) -> Bool { pausedUntil.map { $0 > now } ?? false }

    /// The true time at which every world begins, in milliseconds since 1970.
    private static let origin: Int64 = 1_700_000_000_000
}
