import GridDeterminism

/// Draws ranks such that the n-th is drawn in proportion to 1 / n^skew.
///
/// The table holds the cumulative weights in fixed point, so that every platform draws the same. It takes eight bytes for
/// each rank; a draw searches it by halves.
///
/// Source: Gray, Sundaresan, Englert, Baclawski, Weinberger, "Quickly Generating Billion-Record Synthetic Databases"
/// (SIGMOD 1994), for the distribution. Their approximation needs floating-point powers.
package struct ZipfTable: Sendable {
    /// The sum of the weights of all ranks up to each.
    private let cumulativeWeights: [UInt64]

    /// The weight of the first rank.
    private static let firstWeight: UInt64 = 1 << 40

    /// Makes the table for ranks from 0 to `count` - 1.
    ///
    /// - Precondition: `count` is positive; `skewPartsPerMillion` is not negative and at most 3,000,000.
    package init(count: Int, skewPartsPerMillion: Int) {
        precondition(count > 0 && count <= 1 << 22, "a distribution of \(count) ranks")
        precondition((0...3_000_000).contains(skewPartsPerMillion), "a skew of \(skewPartsPerMillion)")
        var sums: [UInt64] = []
        sums.reserveCapacity(count)
        var sum: UInt64 = 0
        for rank in 1...count {
            // n^-s is 2^-(s · log₂ n).
            let exponent = BinaryLogarithm.of(UInt64(rank)) * UInt64(skewPartsPerMillion) / 1_000_000
            sum += max(1, BinaryLogarithm.inversePower(exponent, scaling: Self.firstWeight))
            sums.append(sum)
        }
        cumulativeWeights = sums
    }

    /// A rank from 0 on.
    ///
    /// - Complexity: O(log n).
    package func draw(_ stream: inout RandomStream) -> Int {
        let total = cumulativeWeights[cumulativeWeights.count - 1]
        let target = stream.next().multipliedFullWidth(by: total).high
        var (lower, upper) = (0, cumulativeWeights.count - 1)
        while lower < upper {
            let middle = (lower + upper) / 2
            if cumulativeWeights[middle] > target { upper = middle } else { lower = middle + 1 }
        }
        return lower
    }
}
