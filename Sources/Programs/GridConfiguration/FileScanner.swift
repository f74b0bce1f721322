import GridDocument

/// Reads the settings of a YAML or JSON file.
struct FileScanner {
    private(set) var layer = SettingLayer()
    private let fileName: String

    /// The maps that hold settings of their own.
    private static let mapNames: [String] = Setting.all.reduce(into: []) { names, setting in
        if let name = setting.mapName, !names.contains(name) { names.append(name) }
    }

    /// Reads all of `bytes`; `fileName` is repeated in messages.
    init(_ bytes: [UInt8], fileName: String) {
        self.fileName = fileName
        let sink = DocumentProblemSink()
        let document = DocumentReader.read(bytes, fileName: fileName, problems: sink)
        for problem in sink.problems {
            report(problem.position, problem.path.isEmpty ? nil : problem.path, problem.message)
        }
        if let document { scan(document, in: nil) }
    }

    /// Reads the settings in `document`, a part of the file of that name.
    init(_ document: DocumentNode, fileName: String) {
        self.fileName = fileName
        scan(document, in: nil)
    }

    /// Reads the map called `mapName`, or the whole file.
    private mutating func scan(_ node: DocumentNode, in mapName: String?) {
        if mapName != nil, node.isEmpty || node.isNull { return }
        guard case .map(let fields) = node.content else {
            let keys = Self.keys(in: mapName).prefix(3).joined(separator: ", ")
            report(
                node.position, mapName,
                "expected a map of settings such as \(keys), found \(node.spelling)")
            return
        }
        for field in fields {
            let path = mapName.map { "\($0).\(field.key)" } ?? field.key
            if mapName == nil, Self.mapNames.contains(field.key) {
                scan(field.value, in: field.key)
            } else if let index = Setting.all.firstIndex(where: { $0.path == path && $0.mapName == mapName })
            {
                // A null asks for the default.
                if field.value.isNull { continue }
                let origin = SettingOrigin.file(name: fileName, position: field.value.position)
                layer.assignments.append(
                    SettingAssignment(index: index, input: .node(field.value), origin: origin))
            } else {
                reportUnknown(field, path, in: mapName)
            }
        }
    }

    /// Reports a key that means nothing here, and where it would mean something.
    private mutating func reportUnknown(_ field: DocumentField, _ path: String, in mapName: String?) {
        let shown = path.clippedForMessage
        if let elsewhere = Setting.all.first(where: { $0.path == field.key || $0.key == field.key }) {
            let place = elsewhere.mapName.map { "in the map \($0)" } ?? "at the top level"
            report(field.keyPosition, shown, "this setting belongs \(place), as \(elsewhere.key)")
            return
        }
        report(
            field.keyPosition, shown, unknownName(field.key, of: "setting", among: Self.keys(in: mapName)))
    }

    private static func keys(in mapName: String?) -> [String] {
        let keys = Setting.all.filter { $0.mapName == mapName }.map(\.key)
        return mapName == nil ? keys + mapNames : keys
    }

    private mutating func report(_ position: DocumentPosition?, _ path: String?, _ message: String) {
        layer.problems.append(
            ConfigurationProblem(.file(name: fileName, position: position), path: path, message))
    }
}
