import GridConfiguration
package import GridDocument

extension Scenario {
    /// The scenario as a document that reads back to an equal one; it says only what differs from the defaults.
    package var document: DocumentValue {
        var standard = Scenario(name: "")
        // A concern that is configured is what clients use unless they are told otherwise.
        let (configured, usual) = (configuration.replication, standard.configuration.replication)
        if configured.writeConcern != usual.writeConcern {
            standard.workload.writeConcern = configured.writeConcern
        }
        if configured.readLevel != usual.readLevel { standard.workload.readLevel = configured.readLevel }
        let fields = Self.fields.written(self, comparedWith: standard)
        let isNamed = fields.contains { $0.key == "name" }
        return .map(isNamed ? fields : [DocumentValue.Field("name", .text(name))] + fields)
    }
}
