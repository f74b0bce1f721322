import Foundation

/// The files that a rule looks at: those of this repository, or invented ones.
struct Repository: Sendable {
    /// Every text file, ordered by path.
    let files: [SourceFile]
    /// Every folder that holds a file, directly or further down.
    let folders: Set<String>
    private let indexByPath: [String: Int]

    init(_ contents: [String: String]) {
        files = contents.sorted { $0.key < $1.key }.map { SourceFile(path: $0.key, text: $0.value) }
        indexByPath = Dictionary(uniqueKeysWithValues: files.indices.map { [files] in (files[$0].path, $0) })
        var folders: Set<String> = []
        for file in files {
            var folder = file.folder
            while !folder.isEmpty && folders.insert(folder).inserted {
                folder = String(folder.split(separator: "/").dropLast().joined(separator: "/"))
            }
        }
        self.folders = folders
    }

    /// The text file at `path`, if there is one.
    subscript(path: String) -> SourceFile? { indexByPath[path].map { files[$0] } }

    /// Whether `path` names a file or a folder.
    func contains(_ path: String) -> Bool { self[path] != nil || folders.contains(path) }
}

extension Repository {
    /// The repository that these tests belong to.
    static let current = Repository(contents(of: root))

    private static let root = String(
        #filePath.dropLast("/Tests/HouseRulesTests/Engine/Repository.swift".count))

    /// The text files below `root`, without those that `.gitignore` names and those that are not UTF-8.
    private static func contents(of root: String) -> [String: String] {
        let ignored = IgnoreList((try? String(contentsOfFile: root + "/.gitignore", encoding: .utf8)) ?? "")
        guard let walk = FileManager.default.enumerator(atPath: root) else { return [:] }
        var contents: [String: String] = [:]
        while let path = walk.nextObject() as? String {
            if ignored.contains(name: String(path.split(separator: "/").last ?? "")) {
                walk.skipDescendants()
            } else if let data = FileManager.default.contents(atPath: root + "/" + path),
                let text = String(data: data, encoding: .utf8)
            {
                contents[path] = text
            }
        }
        return contents
    }
}

/// The names that `.gitignore` lists: whole names, and suffixes written as `*.suffix`.
struct IgnoreList {
    private var names: Set<Substring> = [".git"]
    private var suffixes: [Substring] = []

    init(_ text: String) {
        for line in text.split(separator: "\n") where !line.hasPrefix("#") {
            var pattern = line.hasSuffix("/") ? line.dropLast() : line
            if pattern.hasPrefix("/") { pattern.removeFirst() }
            if pattern.hasPrefix("*") {
                suffixes.append(pattern.dropFirst())
            } else {
                names.insert(pattern)
            }
        }
    }

    func contains(name: String) -> Bool {
        names.contains(name[...]) || suffixes.contains { name.hasSuffix($0) }
    }
}
