import GridDocument

/// What is measured in every run, and may be expected of it.
package enum Measure: String, Hashable, Sendable, CaseIterable {
    case hitRatio = "hit_ratio"
    case databaseLoad = "database_load"
    case readAvailability = "read_availability"
    case writeAvailability = "write_availability"
    case medianLag = "lag_p50"
    case highLag = "lag_p99"
    case greatestLag = "lag_max"
    case lostKeys = "lost_keys"
    case deaths
    case falseDeaths = "false_deaths"
    case convergence

    /// What a measured number means.
    package enum Unit: Hashable, Sendable {
        /// Parts per million.
        case share
        /// Nanoseconds.
        case duration
        case count
    }

    package var unit: Unit {
        switch self {
        case .hitRatio, .databaseLoad, .readAvailability, .writeAvailability: .share
        case .medianLag, .highLag, .greatestLag, .convergence: .duration
        case .lostKeys, .deaths, .falseDeaths: .count
        }
    }

    /// A sentence for people.
    package var documentation: String {
        switch self {
        case .hitRatio:
            "Which part of the reads found a value, of those that were answered and whose key had been written before."
        case .databaseLoad:
            "Which part of the reads found nothing or failed, so that the app would have to fetch the value elsewhere."
        case .readAvailability:
            "Which part of the reads was answered without failure; what a process took with it when it ended does not count."
        case .writeAvailability: "Which part of all changes was answered without failure, likewise."
        case .medianLag:
            "How long after its acknowledgement a write is held by every owner that lives, for half of the writes looked at."
        case .highLag: "The same for 99 of a hundred writes."
        case .greatestLag: "The same for all of them."
        case .lostKeys:
            "How many keys no living node holds as they were last acknowledged, though they were neither deleted nor expired; "
                + "evicted ones count."
        case .deaths: "How many processes were declared dead."
        case .falseDeaths: "How many of them were running, cut off or not."
        case .convergence: "How long after the last fault all nodes and copies agreed."
        }
    }

    /// A measured number with its unit, rounded down to what people want to know.
    package func text(of value: Int) -> String {
        switch unit {
        case .share: ScalarSpelling.fraction(partsPerMillion: value / 100 * 10_000) + "%"
        case .duration: ScalarSpelling.duration(.microseconds(value / 1_000))
        case .count: "\(value)"
        }
    }
}
