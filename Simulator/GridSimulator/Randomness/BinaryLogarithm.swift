/// Logarithms and powers to the base two, in integers, so that every platform agrees bit for bit.
enum BinaryLogarithm {
    /// log₂ `value`, rounded down to so many binary digits behind the point, in units of the last of them.
    ///
    /// Each squaring of the mantissa gives the next digit.
    static func of(_ value: UInt64, digitCount: UInt64 = 32) -> UInt64 {
        precondition(value > 0, "the logarithm of zero")
        let whole = UInt64(63 - value.leadingZeroBitCount)
        // In [1, 2), with 31 digits behind the point.
        var mantissa = (value << UInt64(value.leadingZeroBitCount)) >> 32
        var fraction: UInt64 = 0
        for _ in 0..<digitCount {
            mantissa = (mantissa * mantissa) >> 31
            fraction <<= 1
            guard mantissa >= 1 << 32 else { continue }
            fraction |= 1
            mantissa >>= 1
        }
        return whole << digitCount | fraction
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
