internal import GridCache
internal import GridNode

extension GridCache.Options {
    /// What a simulated member is told that has these options.
    ///
    /// Names, addresses and seeds are the simulated world's to give.
    ///
    /// - Throws: `GridCacheError.invalidOptions` with every problem.
    var checkedMemberSettings: MemberSettings {
        get throws(GridCacheError) {
            var options = self
            options.memberName = ""
            options.listenAddress = "127.0.0.1:0"
            options.bindAddress = ""
            options.seeds = []
            _ = try options.runtimeConfiguration()
            return options.memberSettings
        }
    }
}
