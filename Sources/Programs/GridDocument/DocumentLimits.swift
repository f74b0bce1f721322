/// What a document may cost, whoever wrote it.
package enum DocumentLimits {
    package static let fileSizeInBytes = 1 << 20
    /// How many lists and maps may lie within each other.
    package static let depth = 64
    /// Scalars, lists and maps, the keys not counted.
    package static let nodeCount = 100_000
    /// How many problems a report lists one by one.
    package static let shownProblemCount = 100
}
