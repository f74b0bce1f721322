private import CUV
package import GridDeterminism

/// The clocks of this machine; the only place where the running system reads them.
package struct SystemClock: Sendable {
    package init() {}

    /// Nanoseconds since an unspecified start, usually that of the machine; never steps back.
    package var monotonic: Instant { Instant(nanoseconds: uv_hrtime()) }

    /// The wall clock, which somebody may set to any time.
    package var wall: WallTime {
        var time = uv_timeval64_t()
        // The call fails only for a null pointer.
        let status = unsafe uv_gettimeofday(&time)
        precondition(status == 0, "the wall clock cannot be read: \(status)")
        let milliseconds = time.tv_sec * 1_000 + Int64(time.tv_usec) / 1_000
        return WallTime(milliseconds: UInt64(clamping: milliseconds))
    }
}
