private import GridCollections

/// Finds the requests in the byte stream of a client, however the stream is cut into pieces.
///
/// A request is an array of bulk strings, or one line of text (inline). Arguments are not copied: they stay in the
/// receive buffer. The parser remembers how far it came, so a request that arrives byte by byte is still read
/// once, and memory follows the bytes that arrived, never a length that a client merely claims.
///
/// Source: the Redis serialization protocol specification, section "Sending commands to a Redis server".
package struct RESPParser: Sendable {
    /// What the next unread byte belongs to.
    private enum State {
        case betweenRequests
        /// So many arguments are still to come; the next one's length is next.
        case beforeArgument(remaining: Int)
        /// The bytes of an argument are next; so many arguments come after it.
        case inArgument(byteCount: Int, remaining: Int)
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
        case .beforeArgument(let remaining):
            return try readArgumentLength(remaining: remaining)
        case .inArgument(let byteCount, let remaining):
            return try readArgument(byteCount: byteCount, remaining: remaining)
        case .complete:
            preconditionFailure("a complete request is released before the next one is read")
        case .failed(let error):
            throw error
        }
    }

    private mutating func readArgumentCount() throws(RESPProtocolError) -> Bool {
        guard let (count, end) = try readNumber(from: position + 1, orThrow: .invalidMultibulkLength) else {
            return false
        }
        guard count <= Int64(limits.maximumArgumentCount) else { throw .invalidMultibulkLength }
        position = end
        if count > 0 {
            state = .beforeArgument(remaining: Int(count))
        } else {
            // An empty request asks for nothing and is not answered.
            request.start = position
        }
        return true
    }

    private mutating func readArgumentLength(remaining: Int) throws(RESPProtocolError) -> Bool {
        guard position < request.buffer.count else { return false }
        let marker = request.buffer[position]
        guard marker == UInt8(ascii: "$") else { throw .expectedBulk(got: marker) }
        guard let (byteCount, end) = try readNumber(from: position + 1, orThrow: .invalidBulkLength) else {
            return false
        }
        guard (0...Int64(limits.maximumBulkByteCount)).contains(byteCount) else { throw .invalidBulkLength }
        let requestByteCount = end - request.start + Int(byteCount) + 2
        guard requestByteCount <= limits.maximumRequestByteCount else {
            throw .requestTooBig(maximumByteCount: limits.maximumRequestByteCount)
        }
        position = end
        state = .inArgument(byteCount: Int(byteCount), remaining: remaining - 1)
        return true
    }

    private mutating func readArgument(byteCount: Int, remaining: Int) throws(RESPProtocolError) -> Bool {
        let end = position + byteCount
        guard end + 2 <= request.buffer.count else { return false }
        guard request.buffer[end] == UInt8(ascii: "\r"), request.buffer[end + 1] == UInt8(ascii: "\n") else {
            throw .invalidBulkLength
        }
        request.ranges.append(
            RESPRequest.ArgumentRange(offset: position - request.start, byteCount: byteCount))
        position = end + 2
        state = remaining > 0 ? .beforeArgument(remaining: remaining) : .complete
        return true
    }

    /// Reads the number of a line `number CRLF`; `nil` when the line has not arrived completely.
    ///
    /// The longest number has 20 characters, so a line is given up as soon as it is longer.
    private func readNumber(
        from start: Int, orThrow error: RESPProtocolError
    ) throws(RESPProtocolError) -> (number: Int64, end: Int)? {
        let received = request.buffer.span
        let limit = min(received.count, start + 21)
        var index = start
        while index < limit, received[index] != UInt8(ascii: "\r") { index += 1 }
        guard index < limit else {
            guard limit < start + 21 else { throw error }
            return nil
        }
        guard index + 1 < received.count else { return nil }
        guard received[index + 1] == UInt8(ascii: "\n"),
            let number = Int64(decimal: received.extracting(start..<index))
        else {
            throw error
        }
        return (number, index + 2)
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
        request.ranges.removeAll(keepingCapacity: request.ranges.capacity <= 1024)
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
