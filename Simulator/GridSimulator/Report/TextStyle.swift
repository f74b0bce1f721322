/// Colours for a terminal, or none.
package struct TextStyle: Sendable {
    private let hasColors: Bool

    package init(hasColors: Bool) {
        self.hasColors = hasColors
    }

    package static let plain = TextStyle(hasColors: false)

    func strong(_ text: String) -> String { wrapped(text, "1") }
    func good(_ text: String) -> String { wrapped(text, "1;32") }
    func bad(_ text: String) -> String { wrapped(text, "1;31") }
    func warning(_ text: String) -> String { wrapped(text, "33") }

    /// Source: ECMA-48, section 8.3.117, "Select Graphic Rendition".
    private func wrapped(_ text: String, _ rendition: String) -> String {
        hasColors ? "\u{1B}[\(rendition)m\(text)\u{1B}[0m" : text
    }
}
