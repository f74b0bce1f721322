import GridDeterminism
import GridReplication

/// What may follow the key and value of `SET`, or the key of `GETEX`.
struct StringOptions: Hashable, Sendable {
    enum Command: Hashable, Sendable {
        case set
        case getAndExpire
    }

    /// What a client may say about the expiry; only one kind at a time.
    private enum ExpiryKind: Hashable {
        case keep
        case persist
        case relative(TimeUnit)
        case absolute(TimeUnit)
    }

    private(set) var condition: EntryUpdate.Condition = .always
    private(set) var returnsPrevious = false
    /// What was said about the expiry, if anything.
    private(set) var expiry: EntryUpdate.ExpiryChange?

    /// Reads the options of `request` that begin at argument `start`.
    init(
        _ request: RESPRequest, from start: Int, for command: Command, at now: WallTime
    ) throws(CommandError) {
        // The hot path: no options.
        guard request.count > start else { return }
        var kind: ExpiryKind?
        var amountIndex: Int?
        var index = start
        while index < request.count {
            if command == .set, readFlag(request, at: index) {
                index += 1
                continue
            }
            guard let next = Self.expiryKind(request, at: index, for: command), kind == nil || kind == next
            else {
                throw .syntax
            }
            kind = next
            switch next {
            case .keep, .persist:
                index += 1
            case .relative, .absolute:
                guard index + 1 < request.count else { throw .syntax }
                amountIndex = index + 1
                index += 2
            }
        }
        try setExpiry(kind, request, amountIndex: amountIndex ?? start, now)
    }

    /// Takes an option of `SET` that is not about the expiry; `false` when it is none, or contradicts another.
    private mutating func readFlag(_ request: RESPRequest, at index: Int) -> Bool {
        if request.isKeyword("NX", at: index), condition != .ifPresent {
            condition = .ifAbsent
        } else if request.isKeyword("XX", at: index), condition != .ifAbsent {
            condition = .ifPresent
        } else if request.isKeyword("GET", at: index) {
            returnsPrevious = true
        } else {
            return false
        }
        return true
    }

    private static func expiryKind(
        _ request: RESPRequest, at index: Int, for command: Command
    ) -> ExpiryKind? {
        if request.isKeyword("EX", at: index) { return .relative(.seconds) }
        if request.isKeyword("PX", at: index) { return .relative(.milliseconds) }
        if request.isKeyword("EXAT", at: index) { return .absolute(.seconds) }
        if request.isKeyword("PXAT", at: index) { return .absolute(.milliseconds) }
        switch command {
        case .set: return request.isKeyword("KEEPTTL", at: index) ? .keep : nil
        case .getAndExpire: return request.isKeyword("PERSIST", at: index) ? .persist : nil
        }
    }

    private mutating func setExpiry(
        _ kind: ExpiryKind?, _ request: RESPRequest, amountIndex: Int, _ now: WallTime
    ) throws(CommandError) {
        switch kind {
        case nil:
            break
        case .keep:
            expiry = .keep
        case .persist:
            expiry = .never
        case .relative(let unit):
            expiry = .at(try request.positiveExpiry(at: amountIndex, unit: unit, after: now))
        case .absolute(let unit):
            expiry = .at(try request.positiveExpiry(at: amountIndex, unit: unit, after: nil))
        }
    }
}

extension RESPRequest {
    /// Reads a time of expiry that may not be zero or negative: so long after `start`, or since 1970.
    ///
    /// Times beyond the range of ``WallTime`` saturate.
    func positiveExpiry(
        at index: Int, unit: TimeUnit, after start: WallTime?
    ) throws(CommandError) -> WallTime {
        guard let amount = integer(at: index) else { throw .notAnInteger }
        guard amount > 0, let milliseconds = expiryMilliseconds(amount, unit: unit, after: start) else {
            throw .invalidExpiry(in: self)
        }
        return WallTime(milliseconds: UInt64(milliseconds))
    }

    /// The time that is `amount` units after `start`, or since 1970; `nil` when it exceeds 64 bits.
    func expiryMilliseconds(_ amount: Int64, unit: TimeUnit, after start: WallTime?) -> Int64? {
        let (duration, overflows) = amount.multipliedReportingOverflow(by: unit.rawValue)
        guard !overflows else { return nil }
        let (time, sumOverflows) = duration.addingReportingOverflow(Int64(start?.milliseconds ?? 0))
        return sumOverflows ? nil : time
    }
}
