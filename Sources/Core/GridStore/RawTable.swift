/// A growable table of plain values in raw memory that it owns.
///
/// It differs from `Array` in that its memory is accounted to the byte and never shared.
@safe struct RawTable<Element: BitwiseCopyable>: ~Copyable {
    // Points to `capacity` elements, the first `count` of them initialised.
    private var base: UnsafeMutablePointer<Element>?
    private(set) var count = 0
    private var capacity = 0

    init() {
        unsafe base = nil
    }

    deinit {
        // The memory was allocated by `append`, and elements need no deinitialisation.
        unsafe base?.deallocate()
    }

    /// The bytes allocated.
    var byteCount: Int { capacity * MemoryLayout<Element>.stride }

    /// The bytes that the next `append` adds to ``byteCount``.
    var growthByteCount: Int {
        count < capacity ? 0 : (nextCapacity - capacity) * MemoryLayout<Element>.stride
    }

    private var nextCapacity: Int { capacity == 0 ? 8 : capacity * 2 }

    mutating func append(_ element: Element) {
        if count == capacity { grow() }
        // `grow` has made room for one more element.
        unsafe (base.unsafelyUnwrapped + count).initialize(to: element)
        count += 1
    }

    subscript(index: Int) -> Element {
        @inline(__always) get {
            precondition(index >= 0 && index < count, "row \(index) of \(count)")
            // The index was checked, and rows below `count` are initialised.
            return unsafe base.unsafelyUnwrapped[index]
        }
        @inline(__always) _modify {
            precondition(index >= 0 && index < count, "row \(index) of \(count)")
            // The index was checked, and rows below `count` are initialised.
            yield unsafe &base.unsafelyUnwrapped[index]
        }
    }

    private mutating func grow() {
        let larger = UnsafeMutablePointer<Element>.allocate(capacity: nextCapacity)
        if let base = unsafe base {
            // Both point to at least `count` elements and do not overlap.
            unsafe larger.update(from: base, count: count)
            unsafe base.deallocate()
        }
        capacity = nextCapacity
        unsafe base = larger
    }
}
