/// The parts of a Markdown file that refer to other files.
struct Markdown {
    /// A code block that claims to be a copy.
    struct Quotation: Hashable {
        /// The line of the mark above the block.
        let line: Int
        /// The file that is quoted, relative to the root of the repository.
        let path: String
        /// The name of the region in it.
        let region: String
        /// The lines of the block; `nil` if no block follows the mark.
        let code: [Substring]?
    }

    /// A link to a file, or to an article of a DocC catalogue.
    struct Link: Hashable {
        let line: Int
        let target: Substring
        let isArticle: Bool
    }

    private(set) var quotations: [Quotation] = []
    private(set) var links: [Link] = []

    init(_ lines: [Substring]) {
        var index = 0
        while index < lines.count {
            if let fence = lines[index].fence {
                index = Self.endOfBlock(after: index, fence: fence, in: lines) + 1
                continue
            }
            if let (path, region) = lines[index].quotationMark {
                let code = Self.block(after: index, in: lines)
                quotations.append(Quotation(line: index + 1, path: path, region: region, code: code))
            }
            links += lines[index].linkTargets.map { target, isArticle in
                Link(line: index + 1, target: target, isArticle: isArticle)
            }
            index += 1
        }
    }

    /// The lines of the code block that follows line `index`, after blank lines at most.
    private static func block(after index: Int, in lines: [Substring]) -> [Substring]? {
        guard
            let start = lines.indices.dropFirst(index + 1).first(where: { !lines[$0].isEmpty }),
            let fence = lines[start].fence
        else { return nil }
        return Array(lines[start + 1..<endOfBlock(after: start, fence: fence, in: lines)])
    }

    /// The index of the line that closes the block opened at `start`; the end of the file if none does.
    private static func endOfBlock(after start: Int, fence: Substring, in lines: [Substring]) -> Int {
        lines[(start + 1)...].firstIndex { $0.drop { $0 == " " }.hasPrefix(fence) } ?? lines.count
    }
}

extension Substring {
    /// The backticks with which the line opens or closes a code block.
    fileprivate var fence: Substring? {
        let backticks = drop { $0 == " " }.prefix { $0 == "`" }
        return backticks.count >= 3 ? backticks : nil
    }

    /// What `<!-- quotes: path#region -->` names.
    fileprivate var quotationMark: (path: String, region: String)? {
        guard let open = firstRange(of: "<!-- quotes: "), let close = firstRange(of: " -->") else {
            return nil
        }
        guard open.upperBound < close.lowerBound else { return nil }
        let parts = self[open.upperBound..<close.lowerBound].split(separator: "#")
        return parts.count == 2 ? (String(parts[0]), String(parts[1])) : nil
    }

    /// The targets of `[text](target)` and `<doc:target>` outside of code, without fragments.
    fileprivate var linkTargets: [(target: Substring, isArticle: Bool)] {
        let openings = [("](", ")", false), ("<doc:", ">", true)]
        var targets: [(Substring, Bool)] = []
        for (position, piece) in split(separator: "`", omittingEmptySubsequences: false).enumerated()
        where position.isMultiple(of: 2) {
            for (opening, closing, isArticle) in openings {
                for part in piece.ranges(of: opening).map({ piece[$0.upperBound...] }) {
                    guard let end = part.firstRange(of: closing) else { continue }
                    let target = part[..<end.lowerBound].split(
                        separator: "#", omittingEmptySubsequences: false)[0]
                    let isForeign = !isArticle && target.contains(":")
                    if !target.isEmpty && !isForeign { targets.append((target, isArticle)) }
                }
            }
        }
        return targets
    }
}
