import GridDeterminism
import GridIdentity

/// One member over all its lives: its name, its address, its clock, and the process that runs now.
final class SimulatedMember {
    let index: Int
    let name: String
    let address: NodeAddress
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
    /// By how much the wall clock was ever set back, in milliseconds.
    var setBackMilliseconds: Int64 = 0
    /// Until when the process is suspended; it misses everything, and catches up afterwards.
    var pausedUntil: Instant?
    /// What could not happen because of the pause, in order.
    var deferred: [WorldEvent] = []
    /// Whether the machine as a whole is gone, so that nobody refuses what is sent to it.
    var isHostDown = false
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
        self.clockOffset = clockOffset
        initialClockOffset = clockOffset
    }

    /// What the wall clock of the member says at `now`.
    func wall(at now: Instant) -> WallTime {
        let milliseconds = Self.origin + Int64(now.nanoseconds / 1_000_000) + clockOffset
        return WallTime(milliseconds: UInt64(max(0, milliseconds)))
    }

    func moment(at now: Instant) -> Moment { Moment(instant: now, wall: wall(at: now)) }

    func isPaused(at now: Instant) -> Bool { pausedUntil.map { $0 > now } ?? false }

    /// The true time at which every world begins, in milliseconds since 1970.
    private static let origin: Int64 = 1_700_000_000_000
}
