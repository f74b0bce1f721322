private import CUV

/// What this process has taken of the machine so far.
package struct ProcessUsage: Hashable, Sendable {
    /// The number by which the system knows the process.
    package let processID: Int32
    /// Memory that is resident, in bytes; 0 when the system does not tell.
    package let residentByteCount: Int
    /// Processor time spent in the program itself.
    package let userTime: Duration
    /// Processor time spent in the kernel for it.
    package let systemTime: Duration

    /// Asks the system.
    package static var current: ProcessUsage {
        var residentByteCount = 0
        var usage = uv_rusage_t()
        // Both calls write to the variable they are given, and leave it at zero when they fail.
        _ = unsafe uv_resident_set_memory(&residentByteCount)
        _ = unsafe uv_getrusage(&usage)
        return ProcessUsage(
            processID: uv_os_getpid(), residentByteCount: residentByteCount,
            userTime: duration(usage.ru_utime), systemTime: duration(usage.ru_stime))
    }

    private static func duration(_ time: uv_timeval_t) -> Duration {
        .seconds(Int64(time.tv_sec)) + .microseconds(Int64(time.tv_usec))
    }
}
