extension Rule {
    /// A name says what the thing is.
    static let names = [fileNames, typeNames]

    static let fileNames = Rule(
        "A file is named after the concept in it", in: .swift(),
        instead: "name the concept, or put it on the type that it extends in a `Type+Topic.swift`"
    ) { file, _ in
        let topics = file.name.dropLast(".swift".count).split(separator: "+")
        return topics.filter { $0.saysNothing }.map { Finding(line: 1, found: "file name `\($0)`") }
    }

    static let typeNames = Rule(
        "A type is named after the concept that it is", in: .swift(),
        instead: "say what it manages, holds or does",
        noToken: { code, index in
            ["struct", "class", "enum", "actor", "protocol", "typealias"].contains(code[index - 1])
                && !code.isMember(at: index - 1) && code[index].first?.isUppercase == true
                && code[index][...].saysNothing
        })
}

extension Substring {
    /// Whether the name has a word in it that fits everything, or is the second try at a name.
    fileprivate var saysNothing: Bool {
        let words = camelCaseWords
        guard let last = words.last else { return false }
        return words.contains { Self.emptyWords.contains($0) } || Self.emptyEndings.contains(last)
            || last.hasSuffix("2") && last.dropLast().last?.isLowercase == true
    }

    private static let emptyWords: Set<Substring> = [
        "Manager", "Helper", "Helpers", "Util", "Utils", "Utility", "Utilities", "Common", "Misc",
    ]

    private static let emptyEndings: Set<Substring> = ["Base", "Impl", "Info", "Data"]

    /// The words of a name, each of which starts where a capital follows a small letter or precedes one.
    private var camelCaseWords: [Substring] {
        var words: [Substring] = []
        var start = startIndex
        for index in indices.dropFirst() where self[index].isUppercase {
            let next = self.index(after: index)
            let endsRun = next < endIndex && self[next].isLowercase
            guard endsRun || !self[self.index(before: index)].isUppercase else { continue }
            words.append(self[start..<index])
            start = index
        }
        return words + [self[start...]]
    }
}
