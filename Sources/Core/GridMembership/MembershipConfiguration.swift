/// The parameters of the membership protocol.
///
/// The defaults are meant for one data centre. Set what you need, then ``validate()`` the whole value once.
package struct MembershipConfiguration: Hashable, Sendable {
    /// How often a member probes one other: at least three round trips.
    package var probeInterval: Duration = .seconds(1)
    /// How long a probe waits for a direct answer before other members are asked to try.
    package var probeTimeout: Duration = .milliseconds(500)
    /// How long a whole probe takes before its target is suspected.
    package var failureTimeout: Duration = .seconds(1)
    /// How many other members are asked to try.
    package var indirectProbeCount = 3
    /// How long a suspected member has to refute, in a cluster of up to ten; see
    /// ``suspicionTimeout(liveMemberCount:)``.
    package var suspicionTimeout: Duration = .seconds(4)

    /// How often news is told while there is some.
    package var gossipInterval: Duration = .milliseconds(200)
    /// How many members are told each time.
    package var gossipFanout = 3
    /// Scales how often one piece of news is passed on; see ``transmissionLimit(liveMemberCount:)``.
    package var transmissionMultiplier = 3
    /// How large a message other than a full exchange may grow by adding news to it.
    package var maximumMessageByteCount = 1_400

    /// How often a member exchanges its full list with a random other.
    package var pushPullInterval: Duration = .seconds(30)
    /// How long the first attempt to join waits for an answer; later attempts wait longer.
    package var joinRetryInterval: Duration = .seconds(1)
    /// After how long without an answer from any seed a node considers itself the first one.
    package var founderGracePeriod: Duration = .seconds(3)
    /// How soon dead members and missing seeds are contacted again; doubles up to
    /// ``maximumReconnectInterval``.
    package var reconnectInterval: Duration = .seconds(5)
    /// The longest pause between contacts of dead members and missing seeds.
    package var maximumReconnectInterval: Duration = .seconds(30)
    /// How long a dead member is remembered and contacted: longer than the longest partition to survive.
    package var deadMemberRetention: Duration = .seconds(24 * 60 * 60)
    /// How many members are known at most, the dead ones included.
    package var maximumMemberCount = 4_096

    package init() {}

    /// Checks all settings together.
    ///
    /// - Throws: ``InvalidMembershipConfiguration`` with everything that is wrong.
    package func validate() throws(InvalidMembershipConfiguration) {
        let problems = problems
        guard problems.isEmpty else { throw InvalidMembershipConfiguration(problems: problems) }
    }
}

/// Why a ``MembershipConfiguration`` cannot be used.
package struct InvalidMembershipConfiguration: Error, Hashable, Sendable {
    /// One thing that is wrong.
    package enum Problem: Hashable, Sendable {
        /// The setting must be greater than zero.
        case notPositive(setting: String)
        /// The setting must be at least `minimum`.
        case tooSmall(setting: String, value: Int, minimum: Int)
        /// The setting must be at most `maximum`.
        case tooLarge(setting: String, value: Int, maximum: Int)
        /// The first setting must not exceed the second.
        case exceeds(setting: String, limit: String)
    }

    package let problems: [Problem]
}

extension MembershipConfiguration {
    /// Everything that is wrong, in the order of the settings.
    private var problems: [InvalidMembershipConfiguration.Problem] {
        var problems: [InvalidMembershipConfiguration.Problem] = []
        for (setting, duration) in durations where duration <= .zero {
            problems.append(.notPositive(setting: setting))
        }
        for (setting, value, range) in counts {
            if value < range.lowerBound {
                problems.append(.tooSmall(setting: setting, value: value, minimum: range.lowerBound))
            }
            if value > range.upperBound {
                problems.append(.tooLarge(setting: setting, value: value, maximum: range.upperBound))
            }
        }
        if probeTimeout > failureTimeout {
            problems.append(.exceeds(setting: "probeTimeout", limit: "failureTimeout"))
        }
        if failureTimeout > probeInterval {
            problems.append(.exceeds(setting: "failureTimeout", limit: "probeInterval"))
        }
        if reconnectInterval > maximumReconnectInterval {
            problems.append(.exceeds(setting: "reconnectInterval", limit: "maximumReconnectInterval"))
        }
        return problems
    }

    private var durations: [(String, Duration)] {
        [
            ("probeInterval", probeInterval), ("probeTimeout", probeTimeout),
            ("failureTimeout", failureTimeout), ("suspicionTimeout", suspicionTimeout),
            ("gossipInterval", gossipInterval), ("pushPullInterval", pushPullInterval),
            ("joinRetryInterval", joinRetryInterval), ("founderGracePeriod", founderGracePeriod),
            ("reconnectInterval", reconnectInterval), ("deadMemberRetention", deadMemberRetention),
        ]
    }

    private var counts: [(String, Int, ClosedRange<Int>)] {
        [
            ("indirectProbeCount", indirectProbeCount, 0...16), ("gossipFanout", gossipFanout, 1...16),
            ("transmissionMultiplier", transmissionMultiplier, 1...16),
            ("maximumMessageByteCount", maximumMessageByteCount, 512...65_536),
            ("maximumMemberCount", maximumMemberCount, 1...16_384),
        ]
    }
}
