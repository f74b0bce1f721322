private import GridCollections

/// Finds the requests in the byte stream of a client, however the stream is cut into pieces.
///
/// A request is an array of bulk strings, or one line of text (inline). Arguments are not copied: they stay in the
/// receive buffer. The parser remembers how far it came, so a request that arrives byte by byte is still read
/// once, and memory follows the bytes that arrived, never a length that a client merely claims. A request that is too
/// long to be kept is read to its end without being kept.
///
/// Source: the Redis serialization protocol specification, section "Sending commands to a Redis server".
package struct RESPParser: Sendable {
    /// What the next unread byte belongs to.
    private enum State {
        case betweenRequests
        /// So many arguments are still to come, and the first of them has so many bytes if its length was read.
        case inArguments(remaining: Int, byteCount: Int?)
        /// The same within a request that is refused; of the first argument so many bytes are still to come.
        case discarding(remaining: Int, byteCount: Int?)
        case complete
        case failed(RESPProtocolError)
    }

    package let limits: RESPLimits

    /// The request that ``nextRequest()`` found.
    ///
    /// It is valid until the next call of ``nextRequest()`` or ``receive(_:)``.
    package internal(set) var request = RESPRequest()

    private var state: State = .betweenRequests
    /// The first unread byte of the buffer.
    var position = 0
    /// Up to where the buffer was searched for the end of an inline request.
    private var searchedPosition = 0
    /// How many bytes the arguments have that were read and not kept, in the current request.
    private var discardedByteCount = 0

    package init(limits: RESPLimits = RESPLimits()) {
        self.limits = limits
    }

    /// How many received bytes are still kept.
    package var bufferedByteCount: Int { request.buffer.count - request.start }

    /// Adds bytes in the order in which they were received.
    package mutating func receive(_ bytes: Span<UInt8>) {
        releaseRequest()
        discardReleased()
        request.buffer.append(copying: bytes)
    }

    /// Moves on to the next request; returns whether one has arrived completely.
    ///
    /// - Throws: ``RESPProtocolError`` when the stream is damaged. It stays so: every later call throws too.
    package mutating func nextRequest() throws(RESPProtocolError) -> Bool {
        releaseRequest()
        do throws(RESPProtocolError) {
            while try advance() {
                if case .complete = state { return true }
            }
        } catch {
            state = .failed(error)
            throw error
        }
        discardReleased()
        return false
    }

    /// Takes one step; returns `false` when the bytes for it have not arrived.
    private mutating func advance() throws(RESPProtocolError) -> Bool {
        switch state {
        case .betweenRequests:
            guard position < request.buffer.count else { return false }
            return request.buffer[position] == UInt8(ascii: "*")
                ? try readArgumentCount() : try readInlineRequest()
        case .inArguments(let remaining, let byteCount):
            return try readArguments(remaining: remaining, byteCount: byteCount)
        case .discarding(let remaining, let byteCount):
            return try discardArguments(remaining: remaining, byteCount: byteCount)
        case .complete:
            preconditionFailure("a complete request is released before the next one is read")
        case .failed(let error):
            throw error
        }
    }

    private mutating func readArgumentCount() throws(RESPProtocolError) -> Bool {
        let number = Self.number(in: request.buffer.span, from: position + 1)
        guard let (count, end) = try number.value(orThrow: .invalidMultibulkLength) else { return false }
        guard count <= limits.maximumArgumentCount else { throw .invalidMultibulkLength }
        position = end
        if count > 0 {
            state = .inArguments(remaining: count, byteCount: nil)
        } else {
            // An empty request asks for nothing and is not answered.
            request.start = position
        }
        return true
    }

    /// Reads arguments until the last one of the request, or until bytes are missing; the loop of the hot path.
    private mutating func readArguments(remaining: Int, byteCount: Int?) throws(RESPProtocolError) -> Bool {
        var remaining = remaining
        var knownByteCount = byteCount
        while remaining > 0 {
            let byteCount: Int
            if let knownByteCount {
                byteCount = knownByteCount
            } else if let length = try readArgumentLength() {
                if let refusal = refusal(ofByteCount: length) {
                    refuse(refusal, remaining: remaining, byteCount: length)
                    return true
                }
                byteCount = length
            } else {
                state = .inArguments(remaining: remaining, byteCount: nil)
                return false
            }
            let end = position + byteCount
            guard end + 2 <= request.buffer.count else {
                state = .inArguments(remaining: remaining, byteCount: byteCount)
                return false
            }
            guard request.buffer[end] == UInt8(ascii: "\r"), request.buffer[end + 1] == UInt8(ascii: "\n")
            else {
                throw .invalidBulkLength
            }
            request.ranges.append(
                RESPRequest.ArgumentRange(offset: position - request.start, byteCount: byteCount))
            position = end + 2
            remaining -= 1
            knownByteCount = nil
        }
        state = .complete
        return true
    }

    /// Reads the line before an argument; `nil` when it has not arrived completely.
    private mutating func readArgumentLength() throws(RESPProtocolError) -> Int? {
        guard position < request.buffer.count else { return nil }
        let marker = request.buffer[position]
        guard marker == UInt8(ascii: "$") else { throw .expectedBulk(got: marker) }
        let number = Self.number(in: request.buffer.span, from: position + 1)
        guard let (byteCount, end) = try number.value(orThrow: .invalidBulkLength) else { return nil }
        guard byteCount >= 0, byteCount <= limits.maximumBulkByteCount else { throw .invalidBulkLength }
        position = end
        return byteCount
    }

    /// Why an argument of this length, which begins at the read position, is not kept; `nil` when it is.
    private func refusal(ofByteCount byteCount: Int) -> RESPRefusal? {
        if byteCount > limits.maximumKeptBulkByteCount {
            return .bulkTooLong(byteCount: byteCount, maximum: limits.maximumKeptBulkByteCount)
        }
        if position - request.start + byteCount + 2 > limits.maximumRequestByteCount {
            return .requestTooLong(maximum: limits.maximumRequestByteCount)
        }
        return nil
    }

    /// Reads the number of a line `number CRLF`: at most ten digits, which is above every limit.
    fileprivate static func number(in received: Span<UInt8>, from start: Int) -> NumberLine {
        // Nearly all numbers have one digit.
        if start + 2 < received.count, received[start + 1] == UInt8(ascii: "\r"),
            received[start + 2] == UInt8(ascii: "\n"), received[start] &- UInt8(ascii: "0") < 10
        {
            return .number(Int(received[start] &- UInt8(ascii: "0")), end: start + 3)
        }
        let isNegative = start < received.count && received[start] == UInt8(ascii: "-")
        let firstDigit = isNegative ? start + 1 : start
        var magnitude = 0
        var index = firstDigit
        while index < received.count {
            let digit = received[index] &- UInt8(ascii: "0")
            guard digit < 10 else { break }
            guard index - firstDigit < 10, index == firstDigit || magnitude > 0 else { return .invalid }
            magnitude = magnitude * 10 + Int(digit)
            index += 1
        }
        guard index < received.count else { return .incomplete }
        guard received[index] == UInt8(ascii: "\r"), index > firstDigit, !isNegative || magnitude > 0 else {
            return .invalid
        }
        guard index + 1 < received.count else { return .incomplete }
        guard received[index + 1] == UInt8(ascii: "\n") else { return .invalid }
        return .number(isNegative ? -magnitude : magnitude, end: index + 2)
    }

    /// Gives up the arguments of the request, and goes on with the one of this length as if it were the first.
    private mutating func refuse(_ refusal: RESPRefusal, remaining: Int, byteCount: Int) {
        request.refusal = refusal
        request.ranges = []
        discardedByteCount = byteCount
        state = .discarding(remaining: remaining, byteCount: byteCount)
    }

    /// Reads arguments without keeping them until the last one of the request, or until bytes are missing.
    private mutating func discardArguments(remaining: Int, byteCount: Int?) throws(RESPProtocolError) -> Bool
    {
        var remaining = remaining
        var missingByteCount = byteCount
        defer { request.start = position }
        while remaining > 0 {
            if missingByteCount == nil, let length = try readArgumentLength() {
                missingByteCount = length
                discardedByteCount += length
            }
            guard let knownByteCount = missingByteCount else {
                state = .discarding(remaining: remaining, byteCount: nil)
                return false
            }
            guard discardedByteCount <= limits.maximumDiscardedByteCount else {
                throw .requestTooBig(maximumByteCount: limits.maximumDiscardedByteCount)
            }
            let skipped = min(knownByteCount, request.buffer.count - position)
            position += skipped
            guard skipped == knownByteCount, position + 2 <= request.buffer.count else {
                state = .discarding(remaining: remaining, byteCount: knownByteCount - skipped)
                return false
            }
            guard request.buffer[position] == UInt8(ascii: "\r"),
                request.buffer[position + 1] == UInt8(ascii: "\n")
            else {
                throw .invalidBulkLength
            }
            position += 2
            remaining -= 1
            missingByteCount = nil
        }
        state = .complete
        return true
    }

    private mutating func readInlineRequest() throws(RESPProtocolError) -> Bool {
        var index = max(position, searchedPosition)
        let limit = min(request.buffer.count, position + limits.maximumInlineByteCount + 1)
        while index < limit, request.buffer[index] != UInt8(ascii: "\n") { index += 1 }
        searchedPosition = index
        guard index < limit else {
            guard limit <= position + limits.maximumInlineByteCount else {
                throw .inlineRequestTooBig(maximumByteCount: limits.maximumInlineByteCount)
            }
            return false
        }
        try splitInlineRequest(endingAt: index)
        position = index + 1
        if request.count > 0 {
            state = .complete
        } else {
            request.start = position
        }
        return true
    }

    /// Forgets the request that was found.
    private mutating func releaseRequest() {
        guard case .complete = state else { return }
        state = .betweenRequests
        request.start = position
        request.ranges.removeAll(keepingCapacity: request.ranges.count <= 1024)
        request.refusal = nil
    }

    /// Gives up the bytes before the current request, when that is cheap for what it frees.
    ///
    /// Every byte is moved at most once on average, because at least half of the buffer goes.
    private mutating func discardReleased() {
        let released = request.start
        guard released > 0 else { return }
        if released == request.buffer.count {
            request.buffer.removeAll(keepingCapacity: request.buffer.capacity <= 64 << 10)
        } else if released >= request.buffer.count / 2 {
            request.buffer.removeSubrange(0..<released)
        } else {
            return
        }
        request.start = 0
        position -= released
        searchedPosition = max(0, searchedPosition - released)
    }
}

/// What stands where a line with a number is expected.
private enum NumberLine {
    case number(Int, end: Int)
    case incomplete
    case invalid

    /// The number and where its line ends; `nil` when it has not arrived completely.
    func value(
        orThrow error: RESPProtocolError
    ) throws(RESPProtocolError) -> (number: Int, end: Int)? {
        switch self {
        case .number(let number, let end): return (number, end)
        case .incomplete: return nil
        case .invalid: throw error
        }
    }
}
