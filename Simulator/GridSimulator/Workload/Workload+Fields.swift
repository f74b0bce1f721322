import GridDocument
import GridReplication

extension Workload {
    static let valueByteCounts = 1...1 << 20
    static let timesToLive: ClosedRange<Duration> = .milliseconds(1) ... .seconds(86_400)

    static let fields: [Field<Workload>] = [
        Field(
            "clients", \.clientCount, .count(in: 0...100_000),
            "How many clients there are, attached to the nodes in turn."),
        Field(
            "operations_per_second", \.operationsPerSecond, .count(in: 1...1_000_000),
            "How many requests all clients together make."),
        Field(
            "schedule", \.rateChanges, .rateChanges,
            "From when on all clients together make so many requests per second instead."),
        Field(
            "from", \.beginning, .duration(in: .zero ... .seconds(86_400)),
            "When clients begin."),
        Field(
            "until", \.end, .optional(.duration(in: .zero ... .seconds(86_400))),
            "When clients stop, if not at the end of `duration`."),
        Field(
            "fill", \.fillTime, .duration(in: .zero ... .seconds(86_400)),
            "How long clients take, when they begin, to write every key once; 0 for not at all."),
        Field(map: "keys", \.self, keys),
        Field(
            optionalMap: "bursts", \.bursts, KeyBursts.fields, standard: KeyBursts(),
            "Times in which many requests go to a few keys."),
        Field(
            "write_percent", \.writePercentage, .percentage,
            "How many of a hundred requests are writes; what is left of all kinds are reads."),
        Field(
            "delete_percent", \.deletePercentage, .percentage, "How many of a hundred requests are deletions."
        ),
        Field(
            "conditional_percent", \.conditionalPercentage, .percentage,
            "How many of a hundred requests change an entry only if it is, or is not, there."),
        Field(
            "cache_aside", \.isCacheAside, .boolean,
            "Whether a client that does not find what it reads writes it then, as apps do that fetch it from a database."
        ),
        Field("value_size", \.valueSizes, .valueSizes, "How large values are."),
        Field(
            "expiring_percent", \.expiringPercentage, .percentage,
            "How many of a hundred writes expire; the others live as long as the setting `ttl` says."),
        Field("ttl", \.timeToLive, .timeToLive, "How long entries live that expire."),
        Field(
            "write_concern", \.writeConcern,
            .choice(["any": nil, "local": .local, "one": .one, "quorum": .quorum, "all": .all]),
            "How many owners must hold a write; `any` chooses by chance. The setting of that name counts when it is given."
        ),
        Field(
            "read_level", \.readLevel, .choice(["any": nil, "one": .one, "quorum": .quorum, "all": .all]),
            "How many owners must answer a read; `any` chooses by chance. The setting of that name counts when it is given."
        ),
        Field(
            "embedded_percent", \.embeddedPercentage, .percentage,
            "How many of a hundred requests are made by threads of the node's own process, as with the library."
        ),
        Field(
            "trace", \.trace, .trace,
            "A file with recorded requests, which are made instead; its path begins where `gridsim` runs."),
        Field(
            "only", \.selection, .selection,
            "Which requests are made, as positions from 0 among those of a client; all others are left out."),
    ]

    private static let keys: [Field<Workload>] = [
        Field("count", \.keyCount, .count(in: 1...1_000_000), "How many different keys there are."),
        Field(
            "distribution", \.keyChoice.distribution, .word,
            "Which keys are popular: all alike, a few, the n-th in proportion to 1 / n^skew, or those written last."
        ),
        Field(
            "skew", \.keyChoice.skewPartsPerMillion, .fraction(upTo: 3_000_000),
            "The exponent of `zipf` and `latest`."),
        Field(
            "hot_part", \.keyChoice.hotPartsPerMillion, .fraction(),
            "Which part of the keys is hot with `hotspot`."),
        Field(
            "hot_share", \.keyChoice.hotSharePartsPerMillion, .fraction(),
            "Which part of the requests goes to them; the others go to all keys."),
    ]

    /// Reports what does not go together.
    func check(_ map: DocumentMapReader, duration: Duration) {
        let sum = writePercentage + deletePercentage + conditionalPercentage
        if sum > 100 { map.report("write_percent", "the percentages of changes add up to \(sum)") }
        if let bursts, bursts.length > bursts.interval {
            map.report("bursts", "a burst is longer than the time from one to the next")
        }
        if let bursts, bursts.keyCount > keyCount {
            map.report("bursts", "a burst has more keys than there are, \(keyCount)")
        }
        if let end, end > duration {
            map.report("until", "the scenario ends before, at \(ScalarSpelling.duration(duration))")
        }
        if rateChanges.map(\.at) != rateChanges.map(\.at).sorted() {
            map.report("schedule", "the changes are not in the order of time")
        }
    }
}

extension KeyBursts {
    fileprivate static let fields: [Field<KeyBursts>] = [
        Field(
            "every", \.interval, .duration(in: .milliseconds(10) ... .seconds(86_400)),
            "How much time there is for each burst, which comes at its end."),
        Field(
            "for", \.length, .duration(in: .milliseconds(1) ... .seconds(86_400)), "How long a burst lasts."),
        Field(
            "share", \.sharePartsPerMillion, .fraction(), "Which part of the requests goes to the hot keys."),
        Field(
            "keys", \.keyCount, .count(in: 1...1_000_000), "How many keys are hot; every burst has others."),
    ]
}

// MARK: Kinds

extension FieldKind where Value == ClosedRange<Duration> {
    /// `10s`, or `5s to 60s`.
    static var timeToLive: FieldKind {
        FieldKind(.span(.duration(in: Workload.timesToLive))) { range in
            .text(range.spelling(ScalarSpelling.duration))
        }
    }
}

extension FieldKind where Value == ValueSizes {
    /// `100B`, `16B to 1KiB`, or several of these with their shares.
    static var valueSizes: FieldKind {
        FieldKind(
            expectation:
                "a size or a span such as '16B to 1KiB', or a list such as [90% of 100B, 10% of 4KiB to 64KiB]"
        ) { map, key in
            guard let node = map.node(key) else { return nil }
            guard case .list = node.content else {
                let sizes = ScalarKind.span(.byteCount(in: Workload.valueByteCounts))
                return map.value(key, as: sizes).map { ValueSizes($0) }
            }
            guard let choices = map.values(key, of: .sizeChoice) else { return nil }
            let sum = choices.reduce(0) { $0 + $1.percentage }
            guard sum == 100 else {
                map.report(key, "the shares add up to \(sum)%, not to 100%")
                return nil
            }
            return ValueSizes(choices)
        } write: { sizes in
            let texts = sizes.choices.map { $0.byteCounts.spelling(ScalarSpelling.byteCount) }
            guard sizes.choices.count > 1 else { return .text(texts[0]) }
            return .list(zip(sizes.choices, texts).map { .text("\($0.percentage)% of \($1)") })
        }
    }
}

extension FieldKind where Value == [RateChange] {
    /// Sentences such as `50 from 10s`.
    static var rateChanges: FieldKind {
        FieldKind(listOf: .rateChange) { change in
            .text("\(change.operationsPerSecond) from \(ScalarSpelling.duration(change.at))")
        }
    }
}

extension FieldKind where Value == RequestTrace? {
    /// The path of a file.
    static var trace: FieldKind {
        FieldKind(
            expectation: "the path of a file",
            read: { map, key in map.text(key).map { RequestTrace(path: $0) } },
            write: { $0.map { .text($0.path) } })
    }
}

extension FieldKind where Value == RequestSelection? {
    /// Spans such as `0:3-5`.
    static var selection: FieldKind {
        .optional(
            FieldKind<RequestSelection>(
                expectation: "a list of which each element is \(ScalarKind.requestSpan.expected)",
                read: { map, key in map.values(key, of: .requestSpan).map { RequestSelection($0) } },
                write: { .list($0.spans.map { .text($0.spelling) }) }))
    }
}

extension RequestSelection.Span {
    fileprivate var spelling: String {
        let (first, last) = (numbers.lowerBound, numbers.upperBound)
        return first == last ? "\(client):\(first)" : "\(client):\(first)-\(last)"
    }
}
