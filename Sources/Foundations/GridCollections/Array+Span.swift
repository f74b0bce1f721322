extension Array where Element == UInt8 {
    /// Copies the bytes of `span`.
    package init(copying span: Span<UInt8>) {
        // The buffer is valid during this call, and the initialiser copies it.
        self = unsafe span.withUnsafeBufferPointer { buffer in unsafe [UInt8](buffer) }
    }

    /// Copies the bytes of `span` to the end.
    package mutating func append(copying span: Span<UInt8>) {
        unsafe span.withUnsafeBufferPointer { buffer in
            // The buffer is valid during this call, and appending copies it.
            unsafe append(contentsOf: buffer)
        }
    }
}

/// Whether two spans hold the same bytes.
///
/// - Complexity: O(n).
package func hasEqualBytes(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool {
    guard left.count == right.count else { return false }
    for index in left.indices where left[index] != right[index] { return false }
    return true
}
