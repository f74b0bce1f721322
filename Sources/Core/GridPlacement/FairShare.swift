/// Divides a total in proportion to weights, where each part has a least and a greatest size.
///
/// It is water-filling: all parts rise together with their weights, and a part that has reached its greatest size
/// leaves the rest to the others. Only integers are used, so every platform divides alike.
enum FairShare {
    /// One party to the division.
    struct Claim {
        /// How fast the part rises, relative to the others': at least 1.
        let weight: Int
        let minimum: Int
        let maximum: Int

        /// The part when the water stands at `level`, in 65,536ths per unit of weight.
        func part(at level: Int) -> Int {
            min(max((weight * level) >> 16, minimum), maximum)
        }
    }

    /// The parts in the order of their claims.
    ///
    /// Their sum is `total`, or a little more by rounding, unless the least or the greatest sizes forbid it.
    static func divide(_ total: Int, among claims: [Claim]) -> [Int] {
        var lowest = 0
        // At this level even a claim of weight 1 would get everything.
        var highest = total << 16
        while lowest < highest {
            let middle = (lowest + highest) / 2
            let sum = claims.reduce(0) { $0 + $1.part(at: middle) }
            if sum < total { lowest = middle + 1 } else { highest = middle }
        }
        return claims.map { $0.part(at: lowest) }
    }
}
