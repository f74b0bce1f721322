package import GridDocument
private import GridStore

/// What became of settings that were laid over a configuration.
package struct SettingOverlay: Hashable, Sendable {
    /// Complete and without origins, so that equal settings are equal wherever they stand.
    package fileprivate(set) var configuration: SidecarConfiguration
    /// The paths of what was set, in the order of the file.
    package fileprivate(set) var setPaths: [String] = []
    package fileprivate(set) var problems: [DocumentProblem] = []
}

extension SidecarConfiguration {
    /// Lays the settings of a gridcached file over these, for a program that runs members without a machine of their own.
    ///
    /// The combination of values is checked as `gridcached` does, except for what concerns the machine: addresses and who
    /// may listen. Unless it is set, the number of shards is fitted to the memory.
    ///
    /// `node`: the file, or the part of it at `path`.
    package func overlaid(with node: DocumentNode, fileName: String, path: String = "") -> SettingOverlay {
        let layer = FileScanner(node, fileName: fileName).layer
        var overlay = SettingOverlay(configuration: self)
        var problems = layer.problems
        for assignment in layer.assignments {
            assignment.apply(to: &overlay.configuration, &problems)
            overlay.setPaths.append(Setting.all[assignment.index].path)
        }
        if problems.isEmpty {
            overlay.configuration.fitShardCount()
            var checks = CombinationChecks(overlay.configuration)
            checks.runShared()
            problems = checks.problems
        }
        overlay.configuration.origins = SidecarConfiguration().origins
        overlay.problems = problems.map { problem in
            let keys = [path, problem.path ?? ""].filter { !$0.isEmpty }
            return DocumentProblem(
                file: fileName, position: problem.origin.position ?? node.position,
                path: keys.joined(separator: "."), message: problem.message)
        }
        return overlay
    }

    private mutating func fitShardCount() {
        guard origin(of: "storage.shard_count") == .standard else { return }
        let limit = storage.memoryLimitInBytes
        let suitable = StoreConfiguration.shardCount(
            memoryLimitInBytes: limit, maximumValueByteCount: storage.maximumValueByteCount)
        storage.shardCount = min(storage.shardCount, suitable)
        while limit / storage.shardCount > StoreConfiguration.maximumShardByteCount {
            storage.shardCount *= 2
        }
    }
}

extension SidecarConfiguration {
    /// The settings that differ from `standard`, as a gridcached file has them.
    package func document(comparedWith standard: SidecarConfiguration) -> DocumentValue {
        var fields: [DocumentValue.Field] = []
        for setting in Setting.all where setting.text(of: self) != setting.text(of: standard) {
            let value = setting.value(in: self)
            guard let mapName = setting.mapName else {
                fields.append(DocumentValue.Field(setting.key, value))
                continue
            }
            var inner = [DocumentValue.Field(setting.key, value)]
            if let last = fields.last, last.key == mapName, case .map(let former) = last.value {
                inner = former + inner
                fields.removeLast()
            }
            fields.append(DocumentValue.Field(mapName, .map(inner)))
        }
        return .map(fields)
    }

    /// The settings that differ from `standard`, as sentences such as `replica_count is 2, not 3`.
    package func differences(from standard: SidecarConfiguration) -> [String] {
        Setting.all.compactMap { setting in
            let (text, former) = (setting.text(of: self), setting.text(of: standard))
            return text == former ? nil : "\(setting.path) is \(text), not \(former)"
        }
    }
}

extension Setting {
    /// The value in `configuration`, as a document has it.
    fileprivate func value(in configuration: SidecarConfiguration) -> DocumentValue {
        let text = text(of: configuration)
        switch form {
        case .list: return .list(text.split(separator: ",").map { .text(String($0)) })
        case .boolean: return .literal(text)
        case .scalar: return Int(text) == nil ? .text(text) : .literal(text)
        }
    }
}
