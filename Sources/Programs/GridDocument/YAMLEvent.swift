/// One step of the walk through a document.
struct YAMLEvent {
    enum Kind: Hashable {
        case streamStart
        case streamEnd
        case documentStart
        case documentEnd
        case alias(String)
        case scalar(String, ScalarStyle)
        case listStart
        case listEnd
        case mapStart
        case mapEnd
    }

    enum ScalarStyle: Hashable {
        case plain
        case singleQuoted
        case doubleQuoted
        /// Literal `|` or folded `>`.
        case block
    }

    let kind: Kind
    let position: DocumentPosition
    /// The name behind `&`, which no document may use.
    var anchor: String?
    /// The type behind `!`, which no document may use.
    var tag: String?
}

/// Why the walk cannot go on.
enum YAMLFailure: Error, Hashable {
    /// The bytes from `offset` on are not UTF-8.
    case invalidUTF8(offset: Int)
    /// YAML and JSON allow no such character, not even in quotes.
    case forbiddenCharacter(UInt32, offset: Int)
    /// The text breaks a rule of the grammar.
    case syntax(YAMLComplaint, Place, Context?)
    /// There is not enough memory for the parser.
    case outOfMemory

    /// Where the parser was.
    struct Place: Hashable {
        let position: DocumentPosition
        /// How many characters come before.
        let index: Int
    }

    /// The surrounding construct that the parser was reading.
    struct Context: Hashable {
        let message: String
        let place: Place
    }
}
