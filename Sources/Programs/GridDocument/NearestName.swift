/// The name among `candidates` that `name` most likely meant; `nil` when none is close.
///
/// A candidate is close when at most two edits, or one per three letters, lead to it; of a short name, at most half of
/// the letters may be edited. An edit inserts, removes or replaces a letter, or swaps two neighbours. The earlier of
/// two equally close candidates wins.
package func nearestName(to name: String, among candidates: [String]) -> String? {
    let letters = Array(name.unicodeScalars)
    // Otherwise two edits would lead from every short name to every other.
    let limit = min(max(2, letters.count / 3), letters.count / 2)
    var nearest: (candidate: String, distance: Int)?
    for candidate in candidates {
        let target = Array(candidate.unicodeScalars)
        guard abs(target.count - letters.count) <= limit else { continue }
        let distance = editDistance(letters, target)
        if distance <= min(limit, (nearest?.distance ?? .max) - 1) { nearest = (candidate, distance) }
    }
    return nearest?.candidate
}

/// The number of edits between two words, the swap of two neighbours counted as one.
///
/// This is the restricted distance: no part of a word is edited twice.
///
/// Source: Damerau, "A Technique for Computer Detection and Correction of Spelling Errors" (1964).
private func editDistance(_ source: [Unicode.Scalar], _ target: [Unicode.Scalar]) -> Int {
    var beforePrevious: [Int] = []
    var previous = Array(0...target.count)
    for (row, letter) in source.enumerated() {
        var current = [row + 1]
        for (column, other) in target.enumerated() {
            var distance = min(previous[column + 1] + 1, current[column] + 1)
            distance = min(distance, previous[column] + (letter == other ? 0 : 1))
            if row > 0, column > 0, letter == target[column - 1], source[row - 1] == other {
                distance = min(distance, beforePrevious[column - 1] + 1)
            }
            current.append(distance)
        }
        (beforePrevious, previous) = (previous, current)
    }
    return previous[target.count]
}
