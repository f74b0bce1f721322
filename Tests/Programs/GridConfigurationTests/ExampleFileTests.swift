import Glibc
import GridConfiguration
import GridIdentity
import Testing

@Suite("Files in configs/sidecar")
struct ExampleFileTests {
    /// The root of the repository, found from this file.
    private static let root = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        .dropLast(4).joined(separator: "/")

    private static let names = [
        "full-reference.yaml", "single.json", "single.yaml", "three-nodes/a.yaml", "three-nodes/b.yaml",
        "three-nodes/c.yaml",
    ]

    private func configuration(_ name: String) throws -> SidecarConfiguration {
        let outcome = try ConfigurationLoader(
            arguments: ["--config", "\(Self.root)/configs/sidecar/\(name)"], environment: [],
            hostName: "host",
            readFile: readWholeFile
        ).load()
        guard case .run(let configuration) = outcome else {
            throw ConfigurationSources.UnexpectedText(text: "\(outcome)")
        }
        return configuration
    }

    @Test("Every file loads without warnings", arguments: names)
    func loads(name: String) throws {
        #expect(try configuration(name).warnings.isEmpty)
    }

    @Test("The tests know every file")
    func complete() {
        #expect(Self.files(below: "\(Self.root)/configs/sidecar", prefix: "").sorted() == Self.names)
    }

    @Test("The reference is what the table writes")
    func reference() throws {
        let path = "\(Self.root)/configs/sidecar/full-reference.yaml"
        if getenv("GRID_WRITE_REFERENCE") != nil, let file = fopen(path, "w") {
            fputs(Setting.referenceText, file)
            fclose(file)
        }

        let text = String(decoding: try readWholeFile(path), as: UTF8.self)

        #expect(
            text == Setting.referenceText,
            "set GRID_WRITE_REFERENCE and run this test once to write the file anew")
    }

    @Test("The reference means nothing but the defaults")
    func referenceValues() throws {
        let written = try configuration("full-reference.yaml")
        let standard = try ConfigurationSources().configuration()

        for setting in Setting.all { #expect(setting.text(of: written) == setting.text(of: standard)) }
        #expect(written.explicitSettings.count == Setting.all.count - 3)
    }

    @Test("The YAML and the JSON example of a single node agree but for the log's format")
    func single() throws {
        let yaml = try configuration("single.yaml")
        let json = try configuration("single.json")

        #expect(yaml.replication == json.replication)
        #expect(yaml.storage == json.storage)
        #expect(yaml.node == json.node)
        #expect(json.log.format == .json)
    }

    @Test("The three nodes form one cluster and share no name or port")
    func threeNodes() throws {
        let nodes = try ["a", "b", "c"].map { try configuration("three-nodes/\($0).yaml") }
        let ports = nodes.map { [$0.network.bindAddress.port, $0.resp.bindAddress?.port] }

        #expect(nodes.map(\.node.name) == ["a", "b", "c"])
        #expect(ports == [[7946, 6379], [7947, 6380], [7948, 6381]])
        #expect(nodes.allSatisfy { $0.node.seedAddresses == nodes.map(\.node.address) })
        #expect(nodes.allSatisfy { $0.node.clusterName == nodes[0].node.clusterName })
    }

    /// The regular files below a folder, with paths from there.
    private static func files(below folder: String, prefix: String) -> [String] {
        guard let stream = opendir(folder) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let isFolder = entry.pointee.d_type == UInt8(DT_DIR)
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name.hasPrefix(".") { continue }
            names +=
                isFolder ? files(below: "\(folder)/\(name)", prefix: "\(prefix)\(name)/") : [prefix + name]
        }
        return names
    }
}
