extension Rule {
    /// Members that order or match names agree on which are the same.
    static let comparison = [nameComparisons]

    static let nameComparisons = Rule(
        "Core compares names by their bytes", in: .swift(in: "Sources/Core"),
        instead:
            "use `hasSameBytes(as:)` or `precedesInBytes(_:)`; for `String`, two spellings of an accent are equal",
        noToken: { code, index in
            guard code.isName(at: index) else { return false }
            if code.isComparison(at: index + 1) { return !code.comparesToNil(at: index + 1) }
            guard !code.goesOn(at: index + 1) else { return false }
            let start = code.startOfChain(endingAt: index)
            return code.isComparison(before: start) || code.isSearched(at: start)
        })
}

extension Code {
    /// Whether the token is `name`, or the text of another member that peers choose.
    fileprivate func isName(at index: Int) -> Bool {
        self[index] == "name" || isMember(at: index) && ["zone", "host"].contains(self[index])
    }

    /// Whether `==`, `!=`, `<`, `>`, `<=` or `>=` starts at `index`; the brackets of generics touch a name.
    fileprivate func isComparison(at index: Int) -> Bool {
        if reads("=", "=", at: index) || reads("!", "=", at: index) { return true }
        return ["<", ">"].contains(self[index]) && tokens[index].followsSpace
    }

    /// Whether one of these operators ends before `index`.
    fileprivate func isComparison(before index: Int) -> Bool {
        if self[index - 1] == "=" { return ["=", "!", "<", ">"].contains(self[index - 2]) }
        return ["<", ">"].contains(self[index - 1]) && self[index - 2] != "-" && tokens[index].followsSpace
    }

    fileprivate func comparesToNil(at index: Int) -> Bool { self[index + 2] == "nil" }

    /// Whether the expression has more members, so that its value is not the name.
    fileprivate func goesOn(at index: Int) -> Bool {
        self[index] == "." || self[index] == "(" || reads("?", ".", at: index)
    }

    /// Where `a.b?.c` begins, given the index of `c`.
    fileprivate func startOfChain(endingAt index: Int) -> Int {
        var start = index
        while self[start - 1] == "." {
            start -= self[start - 2] == "?" ? 3 : 2
        }
        return start
    }

    /// Whether the expression is what `firstIndex(of:)` or `lastIndex(of:)` looks for.
    fileprivate func isSearched(at index: Int) -> Bool {
        reads("(", "of", ":", at: index - 3) && ["firstIndex", "lastIndex"].contains(self[index - 4])
    }
}
