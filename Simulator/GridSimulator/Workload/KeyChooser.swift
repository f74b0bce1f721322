import GridDeterminism

/// Draws the keys that clients ask for; all clients of a world share one.
struct KeyChooser: Sendable {
    private let keyCount: Int
    private let choice: KeyChoice
    private let bursts: KeyBursts?
    private let random: KeyedRandom
    private let hotCount: Int
    private let table: ZipfTable?

    init(_ workload: Workload, random: KeyedRandom) {
        keyCount = workload.keyCount
        choice = workload.keyChoice
        bursts = workload.bursts
        self.random = random
        hotCount = max(1, keyCount * choice.hotPartsPerMillion / 1_000_000)
        table =
            switch choice.distribution {
            case .uniform, .hotspot: nil
            case .zipf, .latest:
                ZipfTable(count: keyCount, skewPartsPerMillion: choice.skewPartsPerMillion)
            }
    }

    /// The key of a request as the distribution has it.
    ///
    /// `newest`: where a write goes that follows the ones before it, and where a read begins to look back from.
    func key(_ stream: inout RandomStream, isWrite: Bool, newest: Int) -> Int {
        let isHot = stream.happens(partsPerMillion: choice.hotSharePartsPerMillion)
        guard let table else {
            return stream.next(below: isHot && choice.distribution == .hotspot ? hotCount : keyCount)
        }
        let rank = table.draw(&stream)
        guard choice.distribution == .latest else { return rank }
        let position = (newest - (isWrite ? 0 : rank)) % keyCount
        return position < 0 ? position + keyCount : position
    }

    /// The hot key of a request, when it is made during a burst and is among those that join it.
    func burstKey(_ stream: inout RandomStream, at time: Instant) -> Int? {
        guard let bursts else { return nil }
        // Both are drawn in any case, so that the time of a request changes nothing else.
        let isDrawn = stream.happens(partsPerMillion: bursts.sharePartsPerMillion)
        let position = stream.next(below: bursts.keyCount)
        let (number, age) = time.nanoseconds.quotientAndRemainder(
            dividingBy: UInt64(bursts.interval.wholeNanoseconds))
        // The first interval is quiet: a burst ends each of them.
        guard isDrawn, age >= UInt64(max(0, (bursts.interval - bursts.length).wholeNanoseconds)) else {
            return nil
        }
        var chance = random.stream(.burst, number)
        return (chance.next(below: keyCount) + position) % keyCount
    }
}
