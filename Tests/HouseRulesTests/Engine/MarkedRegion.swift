/// The part of a source file between the comments `region: name` and `endregion: name`.
enum MarkedRegion {
    /// The lines of the region, moved to the left margin; `nil` if it is not marked at both ends.
    ///
    /// Marks of other regions inside are left out, so regions may overlap.
    static func lines(named name: String, in lines: [Substring]) -> [Substring]? {
        guard
            let start = lines.firstIndex(where: { $0.hasMark("region", name) }),
            let end = lines[start...].firstIndex(where: { $0.hasMark("endregion", name) })
        else { return nil }
        let region = lines[start + 1..<end].filter { !$0.hasMark("region") && !$0.hasMark("endregion") }
        let margin = region.filter { !$0.isEmpty }.map { $0.prefix { $0 == " " }.count }.min() ?? 0
        return region.map { $0.dropFirst(margin) }
    }
}

extension Substring {
    /// Whether the line is a comment in any language that says `mark: name`, or `mark` with any name.
    fileprivate func hasMark(_ mark: String, _ name: String? = nil) -> Bool {
        let words = split(separator: " ")
        guard words.count == 3, ["//", "#"].contains(words[0]), words[1] == "\(mark):" else { return false }
        return name == nil || words[2] == name.map { $0[...] }
    }
}
