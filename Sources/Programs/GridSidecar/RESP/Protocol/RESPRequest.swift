private import GridCollections

/// One request of a client: arguments that lie in the receive buffer until somebody copies them.
///
/// The first argument is the name of the command.
package struct RESPRequest: Sendable {
    /// Where an argument lies, relative to the first byte of its request.
    struct ArgumentRange: Hashable, Sendable {
        // Requests are shorter than 2 GiB, see `RESPLimits`. Small ranges matter, because the shortest argument has
        // only six bytes on the wire.
        let offset: UInt32
        let byteCount: UInt32

        init(offset: Int, byteCount: Int) {
            self.offset = UInt32(offset)
            self.byteCount = UInt32(byteCount)
        }
    }

    /// Everything that was received and not yet discarded.
    var buffer: [UInt8] = []
    /// Where the request begins in ``buffer``.
    var start = 0
    var ranges: [ArgumentRange] = []
    /// Why the arguments were not kept; then there are none, and the request must not be carried out.
    package internal(set) var refusal: RESPRefusal?

    /// How many arguments the request has, its name included.
    package var count: Int { ranges.count }

    /// The bytes of one argument, in place.
    ///
    /// - Precondition: `index` is below ``count``.
    @_lifetime(borrow self)
    package func span(at index: Int) -> Span<UInt8> {
        let range = ranges[index]
        let lowerBound = start + Int(range.offset)
        return buffer.span.extracting(lowerBound..<lowerBound + Int(range.byteCount))
    }

    /// A copy of the bytes of one argument.
    ///
    /// - Precondition: `index` is below ``count``.
    package func bytes(at index: Int) -> [UInt8] {
        [UInt8](copying: span(at: index))
    }

    /// Copies of all arguments from `index` on.
    package func bytes(from index: Int) -> [[UInt8]] {
        (min(index, count)..<count).map { bytes(at: $0) }
    }

    /// One argument as text; bytes that are not UTF-8 become replacement characters.
    package func text(at index: Int) -> String {
        String(decoding: bytes(at: index), as: UTF8.self)
    }

    /// Whether an argument is `keyword`, an upper-case ASCII word, in any case.
    package func isKeyword(_ keyword: StaticString, at index: Int) -> Bool {
        let argument = span(at: index)
        guard argument.count == keyword.utf8CodeUnitCount else { return false }
        // A static string's bytes live as long as the program.
        let expected = unsafe UnsafeBufferPointer(start: keyword.utf8Start, count: keyword.utf8CodeUnitCount)
        for offset in argument.indices
        where unsafe argument[offset].lowercasedASCII != expected[offset].lowercasedASCII {
            return false
        }
        return true
    }

    /// One argument as a number, or `nil` when it is not one.
    package func integer(at index: Int) -> Int64? {
        Int64(decimal: span(at: index))
    }
}

extension UInt8 {
    /// The lower-case letter of an ASCII letter; any other byte itself.
    var lowercasedASCII: UInt8 {
        (0x41...0x5A).contains(self) ? self | 0x20 : self
    }
}

extension Int64 {
    /// Reads the one decimal spelling of a number that Redis accepts: no plus sign, no leading zeros, no spaces.
    init?(decimal text: Span<UInt8>) {
        let isNegative = text.count > 0 && text[0] == UInt8(ascii: "-")
        let firstDigit = isNegative ? 1 : 0
        guard firstDigit < text.count, text.count - firstDigit <= 19 else { return nil }
        if text[firstDigit] == UInt8(ascii: "0") {
            guard text.count == 1 else { return nil }
        }
        var magnitude: UInt64 = 0
        for index in firstDigit..<text.count {
            let digit = text[index] &- UInt8(ascii: "0")
            guard digit < 10 else { return nil }
            // 19 digits are below 2^64.
            magnitude = magnitude * 10 + UInt64(digit)
        }
        if isNegative {
            guard magnitude <= Int64.min.magnitude else { return nil }
            self = Int64(truncatingIfNeeded: 0 &- magnitude)
        } else {
            guard magnitude <= Int64.max.magnitude else { return nil }
            self = Int64(magnitude)
        }
    }
}
