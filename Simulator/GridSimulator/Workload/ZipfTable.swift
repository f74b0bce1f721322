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

/// Logarithms and powers to the base two with 32 binary digits behind the point, in integers.
enum BinaryLogarithm {
    /// log₂ `value`, in units of 2⁻³².
    ///
    /// Each squaring of the mantissa gives the next digit.
    static func of(_ value: UInt64) -> UInt64 {
        precondition(value > 0, "the logarithm of zero")
        let whole = UInt64(63 - value.leadingZeroBitCount)
        // In [1, 2), with 31 digits behind the point.
        var mantissa = (value << UInt64(value.leadingZeroBitCount)) >> 32
        var fraction: UInt64 = 0
        for _ in 0..<32 {
            mantissa = (mantissa * mantissa) >> 31
            fraction <<= 1
            guard mantissa >= 1 << 32 else { continue }
            fraction |= 1
            mantissa >>= 1
        }
        return whole << 32 | fraction
    }

    /// `scale` · 2^-`exponent`, with the exponent in units of 2⁻³².
    static func inversePower(_ exponent: UInt64, scaling scale: UInt64) -> UInt64 {
        var power = scale
        for (digit, root) in inverseRoots.enumerated() where exponent & 1 << UInt64(31 - digit) != 0 {
            power = power.multipliedFullWidth(by: root).high
        }
        let whole = exponent >> 32
        return whole < 64 ? power >> whole : 0
    }

    /// 2^(-1/2), 2^(-1/4), 2^(-1/8) and so on, in units of 2⁻⁶⁴: each is the square root of the one before it.
    private static let inverseRoots: [UInt64] = {
        var roots: [UInt64] = []
        // √(½ · 2⁶⁴ · 2⁶⁴) for the first.
        var square: UInt64 = 1 << 63
        for _ in 0..<32 {
            square = squareRoot(high: square, low: 0)
            roots.append(square)
        }
        return roots
    }()

    /// The largest integer whose square is not above the number of two words.
    private static func squareRoot(high: UInt64, low: UInt64) -> UInt64 {
        var root: UInt64 = 0
        for digit in (0..<64).reversed() {
            let candidate = root | 1 << UInt64(digit)
            let square = candidate.multipliedFullWidth(by: candidate)
            if (square.high, square.low) <= (high, low) { root = candidate }
        }
        return root
    }
}
