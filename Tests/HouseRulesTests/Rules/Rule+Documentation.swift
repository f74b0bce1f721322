extension Rule {
    /// What the documentation says is there.
    static let documentation = [links, quotations]

    static let links = Rule(
        "Every link leads somewhere", in: .markdown,
        instead: "name a file relative to this one, or an article of the catalogue"
    ) { file, repository in
        Markdown(file.lines).links.filter { link in
            if link.isArticle {
                !repository.files.contains { $0.path.contains(".docc/") && $0.name == "\(link.target).md" }
            } else {
                !repository.contains(resolve(link.target, from: file.folder))
            }
        }
        .map { Finding(line: $0.line, found: "a link to `\($0.target)`, which does not exist") }
    }

    static let quotations = Rule(
        "Every quoted code block equals what it quotes", in: .markdown,
        instead: "copy the region from the example, which every build compiles"
    ) { file, repository in
        Markdown(file.lines).quotations.compactMap { quotation in
            guard let source = repository[quotation.path] else {
                return Finding(
                    line: quotation.line, found: "quotes `\(quotation.path)`, which does not exist")
            }
            guard let region = MarkedRegion.lines(named: quotation.region, in: source.lines) else {
                return Finding(
                    line: quotation.line, found: "no region `\(quotation.region)` in \(quotation.path)")
            }
            guard let code = quotation.code else {
                return Finding(line: quotation.line, found: "no code block follows the mark")
            }
            guard code != region else { return nil }
            let equal = zip(code, region).prefix { $0 == $1 }.count
            let (actual, expected) = (code.dropFirst(equal).first ?? "", region.dropFirst(equal).first ?? "")
            return Finding(line: quotation.line, found: "`\(actual)` where the example has `\(expected)`")
        }
    }

    /// The path from the root to `target`, which is relative to `folder`.
    private static func resolve(_ target: Substring, from folder: String) -> String {
        var components = folder.split(separator: "/")
        for component in target.split(separator: "/") where component != "." {
            if component == ".." { components = components.dropLast() } else { components.append(component) }
        }
        return components.joined(separator: "/")
    }
}
