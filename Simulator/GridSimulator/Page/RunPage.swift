/// A page about one run: one file that a browser shows without any other file and without a network.
///
/// The page draws what the ``Recording`` holds. Its style and its script are readable files beside this one.
package struct RunPage {
    private let report: SimulationReport
    private let recording: Recording
    private let path: String

    /// `path`: where the scenario was read from, for the command that replays the run.
    package init(_ report: SimulationReport, _ recording: Recording, path: String) {
        self.report = report
        self.recording = recording
        self.path = path
    }

    /// The whole file.
    package var html: String {
        let title = "\(report.scenario.name), seed \(report.seed): \(report.hasPassed ? "passed" : "failed")"
        return Self.fill(Self.text(PackageResources.page_html)) { name in
            switch name {
            case "title": Self.escaped(title)
            case "style": Self.text(PackageResources.page_css)
            case "account": Self.escaped(report.account(path: path))
            case "data": Self.embeddable(RunDocument(report, recording, path: path).json)
            case "script": Self.script
            default: preconditionFailure("the page has no part named \(name)")
            }
        }
    }

    private static var script: String {
        let parts = [
            PackageResources.data_js, PackageResources.view_js, PackageResources.figure_js,
            PackageResources.lanes_js, PackageResources.messages_js, PackageResources.curves_js,
            PackageResources.views_js, PackageResources.events_js, PackageResources.key_js,
            PackageResources.page_js,
        ]
        return parts.map(text).joined(separator: "\n")
    }

    private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    /// The template with what `part` gives in the place of each `{{name}}`.
    private static func fill(_ template: String, _ part: (Substring) -> String) -> String {
        var page = ""
        var rest = template[...]
        while let opening = rest.firstRange(of: "{{"), let closing = rest.firstRange(of: "}}") {
            page += rest[..<opening.lowerBound]
            page += part(rest[opening.upperBound..<closing.lowerBound])
            rest = rest[closing.upperBound...]
        }
        return page + rest
    }

    /// Text for HTML (the HTML standard, section 13.3).
    static func escaped(_ text: String) -> String {
        // The parser of HTML knows no such characters.
        MarkupText.escaped(text) { $0 == "\0" ? "\u{FFFD}" : nil }
    }

    /// JSON that can stand in a script element: nothing in it ends the element or begins a comment.
    ///
    /// In JSON the character can only be part of a string.
    static func embeddable(_ json: String) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(json.utf8.count)
        for byte in json.utf8 {
            if byte == UInt8(ascii: "<") { bytes += Array("\\u003c".utf8) } else { bytes.append(byte) }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
