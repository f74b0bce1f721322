private import CGridSystem

/// How many descriptors this process may have open: files, sockets, and some for each loop.
package struct DescriptorLimit: Hashable, Sendable {
    /// The limit that is in force; `Int.max` when there is none.
    package let current: Int
    /// Up to where the process may raise its limit.
    package let highest: Int

    package init(current: Int, highest: Int) {
        self.current = current
        self.highest = highest
    }

    /// Asks the system; without an answer the limit is the one that every system grants, 20.
    package static func ofProcess() -> DescriptorLimit {
        var current: UInt64 = 0
        var highest: UInt64 = 0
        guard unsafe cgrid_descriptor_limit(&current, &highest) == 0 else {
            // _POSIX_OPEN_MAX.
            return DescriptorLimit(current: 20, highest: 20)
        }
        return DescriptorLimit(current: Int(clamping: current), highest: Int(clamping: highest))
    }

    /// Raises the limit of the process to `count`, or as far as the system permits; never lowers it.
    ///
    /// - Returns: the limit that is in force then.
    package static func raise(to count: Int) -> DescriptorLimit {
        let limit = ofProcess()
        let goal = min(count, limit.highest)
        guard goal > limit.current else { return limit }
        // What the system has made of it is asked for below.
        _ = cgrid_descriptor_limit_set(UInt64(goal))
        return ofProcess()
    }
}
