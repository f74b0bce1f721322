private import CYAML

/// Walks through YAML 1.1 or JSON text by events.
///
/// This is the one file that touches libyaml.
///
/// Memory safety: the parser and its input are allocated in `init`, never move, and are freed only in `deinit`,
/// after libyaml has let go of them. Every text is copied out of an event before the event is deleted, and which
/// member of an event is valid follows from its type. Texts of libyaml end with a zero byte.
@safe
struct YAMLParser: ~Copyable {
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let input: UnsafeMutableBufferPointer<UInt8>

    /// Takes UTF-8 without a byte order mark; `nil` when memory is short.
    init?(_ bytes: ArraySlice<UInt8>) {
        // On the heap, because the parser keeps pointers to itself and to its input.
        let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
        guard unsafe yaml_parser_initialize(parser) != 0 else {
            unsafe parser.deallocate()
            return nil
        }
        let input = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: bytes.count)
        _ = unsafe input.initialize(fromContentsOf: bytes)
        unsafe yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        unsafe yaml_parser_set_input_string(parser, input.baseAddress, input.count)
        unsafe self.parser = parser
        unsafe self.input = input
    }

    deinit {
        unsafe yaml_parser_delete(parser)
        unsafe parser.deallocate()
        unsafe input.deallocate()
    }

    /// The next event; after `streamEnd` or a failure there is none to ask for.
    mutating func next() throws(YAMLFailure) -> YAMLEvent {
        var event = unsafe yaml_event_t()
        guard unsafe yaml_parser_parse(parser, &event) != 0 else { throw failure }
        defer { unsafe yaml_event_delete(&event) }
        return unsafe YAMLEvent(event)
    }

    private var failure: YAMLFailure {
        let state = unsafe parser.pointee
        switch unsafe state.error {
        case YAML_MEMORY_ERROR:
            return .outOfMemory
        case YAML_READER_ERROR:
            // The reader gives the offending scalar, or −1 or an octet when the encoding itself is broken.
            let offset = unsafe Int(state.problem_offset)
            let problem = unsafe text(state.problem) ?? ""
            guard problem == "control characters are not allowed" else { return .invalidUTF8(offset: offset) }
            return unsafe .forbiddenCharacter(UInt32(bitPattern: state.problem_value), offset: offset)
        default:
            let context = unsafe text(state.context).map { message in
                unsafe YAMLFailure.Context(message: message, place: YAMLFailure.Place(state.context_mark))
            }
            let complaint = unsafe YAMLComplaint(text: text(state.problem) ?? "not valid YAML")
            return unsafe .syntax(complaint, YAMLFailure.Place(state.problem_mark), context)
        }
    }
}

extension YAMLEvent {
    /// Copies what `event` points to.
    fileprivate init(_ event: yaml_event_t) {
        var (anchor, tag): (String?, String?)
        switch unsafe event.type {
        case YAML_ALIAS_EVENT:
            kind = unsafe .alias(text(event.data.alias.anchor) ?? "")
        case YAML_SCALAR_EVENT:
            let scalar = unsafe event.data.scalar
            let value = unsafe UnsafeBufferPointer(start: scalar.value, count: scalar.length)
            kind = unsafe .scalar(String(decoding: value, as: UTF8.self), ScalarStyle(scalar.style))
            unsafe (anchor, tag) = (text(scalar.anchor), text(scalar.tag))
        case YAML_SEQUENCE_START_EVENT:
            kind = .listStart
            unsafe (anchor, tag) = (
                text(event.data.sequence_start.anchor), text(event.data.sequence_start.tag)
            )
        case YAML_MAPPING_START_EVENT:
            kind = .mapStart
            unsafe (anchor, tag) = (text(event.data.mapping_start.anchor), text(event.data.mapping_start.tag))
        case YAML_STREAM_START_EVENT: kind = .streamStart
        case YAML_DOCUMENT_START_EVENT: kind = .documentStart
        case YAML_DOCUMENT_END_EVENT: kind = .documentEnd
        case YAML_SEQUENCE_END_EVENT: kind = .listEnd
        case YAML_MAPPING_END_EVENT: kind = .mapEnd
        default: kind = .streamEnd
        }
        position = unsafe DocumentPosition(event.start_mark)
        (self.anchor, self.tag) = (anchor, tag)
    }
}

extension YAMLEvent.ScalarStyle {
    fileprivate init(_ style: yaml_scalar_style_t) {
        switch style {
        case YAML_SINGLE_QUOTED_SCALAR_STYLE: self = .singleQuoted
        case YAML_DOUBLE_QUOTED_SCALAR_STYLE: self = .doubleQuoted
        case YAML_LITERAL_SCALAR_STYLE, YAML_FOLDED_SCALAR_STYLE: self = .block
        default: self = .plain
        }
    }
}

extension DocumentPosition {
    fileprivate init(_ mark: yaml_mark_t) {
        self.init(line: Int(mark.line) + 1, column: Int(mark.column) + 1)
    }
}

extension YAMLFailure.Place {
    fileprivate init(_ mark: yaml_mark_t) {
        self.init(position: DocumentPosition(mark), index: Int(mark.index))
    }
}

/// A copy of a text of libyaml.
private func text(_ pointer: UnsafePointer<CChar>?) -> String? {
    unsafe pointer.map { unsafe String(cString: $0) }
}

/// A copy of a text of libyaml.
private func text(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> String? {
    unsafe pointer.map { unsafe String(cString: $0) }
}
