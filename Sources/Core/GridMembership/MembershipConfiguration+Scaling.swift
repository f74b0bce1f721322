private import GridDeterminism

// Logarithms in integers, so that every platform agrees bit for bit.

extension MembershipConfiguration {
    /// How long a suspected member has to refute: the base times max(1, log10 of the live members).
    ///
    /// News reaches everyone in a number of rounds that grows with the logarithm of the cluster, so the time to
    /// answer to news must grow likewise.
    package func suspicionTimeout(liveMemberCount: Int) -> Duration {
        let scale = max(1 << 16, Self.decimalLogarithm(of: liveMemberCount))
        let base = suspicionTimeout.wholeNanoseconds
        let (high, low) = base.multipliedFullWidth(by: scale)
        guard high < 1 << 15 else { return .nanoseconds(Int64.max) }
        return .nanoseconds(Int64(high << 48 | low >> 16))
    }

    /// How often one member passes one piece of news on: the multiplier times ⌈log2(N + 1)⌉.
    ///
    /// With a multiplier of 3 and a fan-out of 3, news reaches every one of 32 and more members in virtually all
    /// cases even when 30 % of the messages are lost.
    package func transmissionLimit(liveMemberCount: Int) -> Int {
        precondition(liveMemberCount >= 1, "a cluster has at least one member: \(liveMemberCount)")
        // ⌈log2(n + 1)⌉ is the number of binary digits of n.
        return transmissionMultiplier * (Int.bitWidth - liveMemberCount.leadingZeroBitCount)
    }

    /// The logarithm to base 10 of `count`, in units of 1/65,536, rounded down by at most two units.
    ///
    /// The binary logarithm comes bit by bit: squaring a number in [1, 2) doubles its logarithm, and whether the
    /// square reaches 2 is the next bit.
    static func decimalLogarithm(of count: Int) -> UInt64 {
        precondition(count >= 1, "the logarithm of \(count) is not a number")
        let whole = Int.bitWidth - 1 - count.leadingZeroBitCount
        var mantissa = (UInt64(count) << UInt64(62 - whole)) >> 31
        var binary = UInt64(whole)
        for _ in 0..<24 {
            mantissa = (mantissa * mantissa) >> 31
            binary <<= 1
            guard mantissa >= 1 << 32 else { continue }
            binary |= 1
            mantissa >>= 1
        }
        // log10(2) is 1,292,913,986 / 2^32; the binary logarithm has 24 fractional bits, the result 16.
        return (binary * 1_292_913_986) >> 40
    }
}
