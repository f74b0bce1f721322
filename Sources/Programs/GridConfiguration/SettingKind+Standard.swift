import GridDocument
import GridIdentity

extension SettingKind where Value == String {
    /// A name of a node.
    static var name: SettingKind {
        SettingKind(
            "NAME", .matching("a name of 1 to 255 bytes without control characters", NodeID.isValidName),
            format: \.self)
    }

    /// A name, or nothing.
    static var optionalName: SettingKind {
        SettingKind(
            "NAME",
            .matching("a name of at most 255 bytes without control characters") {
                $0.isEmpty || NodeID.isValidName($0)
            },
            format: \.self)
    }
}

extension SettingKind where Value == ClusterName {
    static var clusterName: SettingKind {
        SettingKind("NAME", .clusterName, format: \.rawValue)
    }
}

extension SettingKind where Value == Bool {
    static var boolean: SettingKind {
        SettingKind("[true|false]", .boolean, form: .boolean, format: \.description)
    }
}

extension SettingKind where Value == Int {
    /// A whole number of things.
    static func count(in range: ClosedRange<Int>) -> SettingKind {
        SettingKind("COUNT", .integer(in: range), format: \.description)
    }

    /// A count that is a power of two.
    static func powerOfTwo(in range: ClosedRange<Int>) -> SettingKind {
        SettingKind("COUNT", .powerOfTwo(in: range), format: \.description)
    }
}

extension SettingKind where Value == Duration {
    /// A period of time with its unit.
    static func duration(in range: ClosedRange<Duration>) -> SettingKind {
        SettingKind("DURATION", .duration(in: range), format: ScalarSpelling.duration)
    }
}

extension SettingKind where Value == Duration? {
    /// A period of time, or 0 for none.
    static func optionalDuration(in range: ClosedRange<Duration>) -> SettingKind {
        SettingKind("DURATION", .optionalDuration(in: range)) { ScalarSpelling.duration($0 ?? .zero) }
    }
}

extension SettingKind where Value == NodeAddress {
    /// An address to connect to or to listen at; port 0 leaves the port open.
    static var address: SettingKind {
        SettingKind("HOST:PORT", .address(allowsAnyPort: true), format: \.description)
    }
}

extension SettingKind where Value == NodeAddress? {
    /// An address to listen at, or `off`.
    static var optionalAddress: SettingKind {
        SettingKind("HOST:PORT|off", .optionalAddress) { $0?.description ?? "off" }
    }
}

extension SettingKind where Value == [NodeAddress] {
    /// Addresses to connect to.
    static func addresses(maximumCount: Int) -> SettingKind {
        SettingKind(
            listOf: "HOST:PORT", .address(), maximumCount: maximumCount, format: \.description)
    }
}

extension SettingKind where Value: Equatable & Sendable {
    /// One of a few words.
    static func choice(_ words: KeyValuePairs<String, Value>) -> SettingKind {
        choice(words, of: .choice(words))
    }

    /// One of a few words, read by a kind that also explains others.
    static func choice(
        _ words: KeyValuePairs<String, Value>,
        of kind: @autoclosure @escaping @Sendable () -> ScalarKind<Value>
    ) -> SettingKind {
        SettingKind(words.map(\.key).joined(separator: "|"), kind()) { value in
            guard let word = words.first(where: { $0.value == value })?.key else {
                preconditionFailure("\(value) has no word")
            }
            return word
        }
    }
}

// MARK: Scalars

extension ScalarKind where Value == String {
    /// A text that meets a condition.
    fileprivate static func matching(
        _ expected: String, _ condition: @escaping (String) -> Bool
    ) -> ScalarKind {
        ScalarKind(expected: expected) { condition($0) ? .value($0) : .mismatch() }
    }
}

extension ScalarKind where Value == ClusterName {
    fileprivate static var clusterName: ScalarKind {
        ScalarKind(expected: "a name of 1 to 255 bytes without control characters") { text in
            ClusterName(text).map { .value($0) } ?? .mismatch()
        }
    }
}

extension ScalarKind where Value == Int {
    fileprivate static func powerOfTwo(in range: ClosedRange<Int>) -> ScalarKind {
        let integer = ScalarKind.integer(in: range)
        let expected = "a power of two from \(range.lowerBound) to \(range.upperBound)"
        return ScalarKind(expected: expected) { text in
            guard case .success(let number) = integer.parse(text) else { return .mismatch() }
            if number.nonzeroBitCount == 1 { return .value(number) }
            let lower = 1 << (Int.bitWidth - 1 - number.leadingZeroBitCount)
            return .mismatch(advice: "the nearest ones are \(lower) and \(lower * 2)")
        }
    }
}

extension ScalarKind where Value == Duration? {
    fileprivate static func optionalDuration(in range: ClosedRange<Duration>) -> ScalarKind {
        let inRange = ScalarKind<Duration>.duration(in: range)
        return ScalarKind(expected: "0 or \(inRange.expected)") { text in
            switch (ScalarParser.duration(text), inRange.parse(text)) {
            case (.success(.zero), _): .value(nil)
            case (_, .success(let duration)): .value(duration)
            case (_, .failure(let problem)): .mismatch(advice: problem.advice)
            }
        }
    }
}

extension ScalarKind where Value == NodeAddress? {
    fileprivate static var optionalAddress: ScalarKind {
        let address = ScalarKind<NodeAddress>.address(allowsAnyPort: true)
        return ScalarKind(expected: "'off' or \(address.expected)") { text in
            if text == "off" { return .value(nil) }
            return switch address.parse(text) {
            case .success(let address): .value(address)
            case .failure(let problem): .mismatch(advice: problem.advice)
            }
        }
    }
}

extension ScalarKind where Value == SidecarConfiguration.Network.Transport {
    /// The transports of this version; it knows the name of the next one.
    static var transport: ScalarKind {
        ScalarKind(expected: "'tcp'") { text in
            switch text {
            case "tcp": .value(.tcp)
            case "quic": .mismatch(advice: "QUIC is not available in this version")
            default: .mismatch()
            }
        }
    }
}
