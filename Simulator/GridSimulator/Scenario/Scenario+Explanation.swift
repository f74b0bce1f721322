import GridConfiguration
import GridDocument

extension Scenario {
    /// What will happen, in plain words.
    package var explanation: String {
        ([heading] + paragraphs.map { "\($0.title)\n" + $0.lines.map { "  \($0)" }.joined(separator: "\n") })
            .joined(separator: "\n\n") + "\n"
    }

    private var heading: String { summary.isEmpty ? name : "\(name): \(summary)" }

    private var paragraphs: [(title: String, lines: [String])] {
        [
            ("The cluster", clusterLines), ("The network", [network.account]),
            ("The clients", workload.accountLines(until: workload.end ?? duration)),
            ("What happens", timelineLines),
            ("What is expected", expectations.sentences),
        ].filter { !$0.1.isEmpty }
    }

    private var clusterLines: [String] {
        let names = nodeCount == 1 ? "a" : "\(Self.memberName(0)) to \(Self.memberName(nodeCount - 1))"
        var lines = [
            "\(nodeCount) nodes, \(names), that start \(startInterval.spelling) apart; each has \(planeCount) data planes.",
            "Their wall clocks are up to \(clockSpread.spelling) apart.",
        ]
        if !zones.isEmpty { lines.append("They are in the zones \(zones.joined(separator: ", ")), in turn.") }
        let differences = configuration.differences(from: .simulated)
        lines +=
            differences.isEmpty
            ? ["They are configured as by default."] : ["They are configured as by default, but:"]
        lines += differences.map { "  \($0)" }
        if let outboxKeyCount {
            lines.append(
                "Each remembers \(outboxKeyCount) changed keys for another before it marks whole slots.")
        }
        return lines
    }

    private var timelineLines: [String] {
        var lines = timeline.map { "at \($0.at.spelling): \($0.fault.account)" }
        if let randomFaults {
            let kinds = randomFaults.kinds.map(\.rawValue).joined(separator: ", ")
            lines.append(
                "about every \(randomFaults.interval.spelling), chosen by the seed: \(kinds.isEmpty ? "nothing" : kinds)"
            )
        }
        if lines.isEmpty { lines.append("nothing goes wrong") }
        lines.append("at \(duration.spelling): everything is repaired and the clients stop")
        lines.append("until \((duration + settleTime).spelling): the cluster comes to rest")
        return lines
    }
}

extension NetworkConditions {
    /// The conditions in a sentence.
    fileprivate var account: String {
        var parts = ["Bytes take \(minimumDelay.spelling) at least and \(meanDelay.spelling) on average"]
        if lossPartsPerMillion > 0 { parts.append("\(lossPartsPerMillion.percent) of the segments are lost") }
        if corruptionPartsPerMillion > 0 {
            parts.append("\(corruptionPartsPerMillion.percent) of them arrive damaged")
        }
        return parts.joined(separator: "; ") + "."
    }
}

extension Workload {
    /// What clients do, in sentences.
    fileprivate func accountLines(until end: Duration) -> [String] {
        guard clientCount > 0 else { return ["There are none."] }
        if let trace {
            return ["\(clientCount) clients make the \(trace.requests.count) requests of \(trace.path)."]
        }
        var lines = [
            "\(clientCount) clients make \(operationsPerSecond) requests per second together, "
                + "from \(beginning.spelling) to \(end.spelling)."
        ]
        lines += rateChanges.map {
            "From \($0.at.spelling) on, they make \($0.operationsPerSecond) per second."
        }
        if fillTime > .zero {
            lines.append("First they write each of the keys once, within \(fillTime.spelling).")
        }
        lines.append(mixAccount)
        lines.append(keyChoice.account(of: keyCount))
        if let bursts {
            lines.append(
                "At the end of every \(bursts.interval.spelling), for \(bursts.length.spelling), "
                    + "\(bursts.sharePartsPerMillion.percent) of them go to \(bursts.keyCount) hot keys.")
        }
        if isCacheAside { lines.append("A client that does not find what it reads writes it then.") }
        let sizes = valueSizes.choices.map { choice in
            let size = choice.byteCounts.spelling(ScalarSpelling.byteCount)
            return valueSizes.choices.count == 1 ? size : "\(choice.percentage)% \(size)"
        }
        lines.append("Values have \(sizes.joined(separator: ", ")).")
        if expiringPercentage > 0 {
            lines.append(
                "\(expiringPercentage)% of the writes expire after \(timeToLive.spelling(ScalarSpelling.duration))."
            )
        }
        return lines
    }

    private var mixAccount: String {
        let changes = [
            (writePercentage, "writes"), (deletePercentage, "deletions"),
            (conditionalPercentage, "conditional changes"),
        ]
        let reads = 100 - changes.reduce(0) { $0 + $1.0 }
        let parts = ([(reads, "reads")] + changes).filter { $0.0 > 0 }.map { "\($0.0)% \($0.1)" }
        return parts.joined(separator: ", ")
            + "; \(embeddedPercentage)% are made by threads of the nodes' own processes."
    }
}

extension KeyChoice {
    fileprivate func account(of count: Int) -> String {
        switch distribution {
        case .uniform: "All of \(count) keys are equally popular."
        case .hotspot:
            "\(hotSharePartsPerMillion.percent) of the requests go to the first \(hotPartsPerMillion.percent) "
                + "of \(count) keys, the others to all."
        case .zipf: "The n-th of \(count) keys is popular in proportion to 1 / n^\(skewText)."
        case .latest:
            "What was written lately of \(count) keys is read most, in proportion to 1 / n^\(skewText)."
        }
    }

    private var skewText: String { ScalarSpelling.fraction(partsPerMillion: skewPartsPerMillion) }
}

extension Duration {
    fileprivate var spelling: String { ScalarSpelling.duration(self) }
}

extension Int {
    /// Parts per million as a percentage.
    fileprivate var percent: String { ScalarSpelling.fraction(partsPerMillion: self * 100) + "%" }
}
