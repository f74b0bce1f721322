import GridDocument

extension NetworkConditions {
    /// Reads how the network behaves; what is not said stays as it is in `former`.
    init(_ map: DocumentMapReader, changing former: NetworkConditions) {
        self = former
        let delays = Duration.zero ... .seconds(60)
        minimumDelay = map.duration("delay_min", in: delays) ?? minimumDelay
        meanDelay = map.duration("delay_mean", in: delays) ?? meanDelay
        delayDistribution = map.choice("delay_distribution", of: DelayDistribution.self) ?? delayDistribution
        lossPartsPerMillion = map.fraction("loss") ?? lossPartsPerMillion
        reorderingPartsPerMillion = map.fraction("reordering") ?? reorderingPartsPerMillion
        corruptionPartsPerMillion = map.fraction("corruption") ?? corruptionPartsPerMillion
        bytesPerSecond = map.byteCount("bandwidth", in: 1_000...1 << 40) ?? bytesPerSecond
        if meanDelay < minimumDelay {
            map.report("delay_mean", "the mean is below delay_min, \(ScalarSpelling.duration(minimumDelay))")
        }
    }

    /// Everything about the network, as ``init(_:changing:)`` reads it.
    var document: DocumentValue {
        var fields: [DocumentValue.Field] = [
            .init("delay_min", .text(ScalarSpelling.duration(minimumDelay))),
            .init("delay_mean", .text(ScalarSpelling.duration(meanDelay))),
            .init("delay_distribution", .text(delayDistribution.rawValue)),
            .init("loss", .text(ScalarSpelling.fraction(partsPerMillion: lossPartsPerMillion))),
            .init("reordering", .text(ScalarSpelling.fraction(partsPerMillion: reorderingPartsPerMillion))),
            .init("corruption", .text(ScalarSpelling.fraction(partsPerMillion: corruptionPartsPerMillion))),
        ]
        if let bytesPerSecond {
            fields.append(.init("bandwidth", .text(ScalarSpelling.byteCount(bytesPerSecond))))
        }
        return .map(fields)
    }
}
