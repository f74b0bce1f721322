/// Which keys clients ask for.
package struct KeyChoice: Hashable, Sendable {
    /// How popular keys are.
    ///
    /// Source: Cooper, Silberstein, Tam, Ramakrishnan, Sears, "Benchmarking Cloud Serving Systems with YCSB" (SoCC 2010),
    /// section 4.2, for all but the second, which is from its code.
    package enum Distribution: String, Hashable, Sendable, CaseIterable {
        /// Every key is as likely as any other.
        case uniform
        /// A part of the requests goes to the first keys, the rest to all.
        case hotspot
        /// The n-th key is asked for in proportion to 1 / n^skew.
        case zipf
        /// Writes go from key to key, and what was written lately is read most, as with `zipf`.
        case latest
    }

    package var distribution = Distribution.hotspot
    /// Which part of the keys is hot, and which part of the requests goes to them, in parts per million.
    package var hotPartsPerMillion = 50_000
    package var hotSharePartsPerMillion = 250_000
    /// The exponent of `zipf` and `latest`, in parts per million.
    package var skewPartsPerMillion = 990_000

    package init() {}
}
