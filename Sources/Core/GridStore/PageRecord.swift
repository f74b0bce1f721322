/// What the arena knows of one page: a run of equal places, or one large entry.
@safe struct PageRecord: BitwiseCopyable {
    enum Use: UInt8 {
        /// The record is free; `nextPage` names the next free one.
        case none
        /// Places of one size class.
        case places
        /// One entry, allocated at its own size.
        case largeEntry
    }

    /// Sixteen-byte aligned; `nil` while unused.
    var base: UnsafeMutableRawPointer?
    /// The size of a place; for a large entry, of the whole page.
    var placeByteCount: UInt32
    var use: Use
    var sizeClass: UInt8
    /// How many places the page has.
    var placeCount: UInt16
    /// How many places hold an entry.
    var occupiedCount: UInt16
    /// How many places have been handed out since the page was made; the rest was never touched.
    var usedCount: UInt16
    /// The place freed last, plus one; zero when none is.
    ///
    /// Places are chained through their memory.
    var firstFree: UInt16
    /// Neighbours among the pages of the class that have a free place, plus one; zero at the ends.
    var nextPage: UInt32
    var previousPage: UInt32

    static var unused: PageRecord {
        unsafe PageRecord(
            base: nil, placeByteCount: 0, use: .none, sizeClass: 0, placeCount: 0, occupiedCount: 0,
            usedCount: 0, firstFree: 0,
            nextPage: 0, previousPage: 0)
    }
}
