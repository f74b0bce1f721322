extension Scenario {
    /// The article that explains everything a scenario may say; the tables of fields write it.
    package static var referenceText: String {
        let entries = fields.entries(of: Scenario(name: ""))
        var sections: [(title: String, entries: [FieldEntry])] = [("The scenario", [])]
        for entry in entries {
            let group = entry.path.split(separator: ".").first.map(String.init) ?? ""
            let isNested = entry.path.contains(".")
            let title = isNested ? "`\(group)`" : "The scenario"
            if let index = sections.firstIndex(where: { $0.title == title }) {
                sections[index].entries.append(entry)
            } else {
                sections.append((title, [entry]))
            }
        }
        return
            ([introduction] + sections.map { Self.section($0.title, $0.entries) } + [timelineText, ending])
            .joined(separator: "\n")
    }

    private static func section(_ title: String, _ entries: [FieldEntry]) -> String {
        "## \(title)\n\n| field | means | permitted | default |\n|---|---|---|---|\n"
            + entries.map { entry in
                let standard = entry.standard.isEmpty ? "" : "`\(entry.standard)`"
                let cells = [
                    "`\(entry.path)`", entry.documentation, entry.expectation.escapingTableCells, standard,
                ]
                return "| \(cells.joined(separator: " | ")) |\n"
            }.joined()
    }

    private static let introduction = """
        # Scenario reference

        Everything that a scenario of `gridsim` may say.

        ## Overview

        A scenario is a file in YAML or JSON, which is YAML, too. A key that is not listed here, and a value that is not
        permitted, are errors with their line. Every field but `name` may be left out. Durations have a unit, such as
        `200ms`, `5s` or `10m`; sizes are `100B`, `4KiB` and the like; parts of a whole are `0.25` or `25%`.

        `gridsim explain SCENARIO` says in plain words what a scenario means. <doc:Simulation> tells what is simulated and
        what is checked. The table of fields in the simulator's code writes this article.

        """

    private static var timelineText: String {
        let rows = FaultForm.all.map { form in
            let cells = [
                "`\(form.key)`", "`\(form.example.escapingTableCells)`",
                form.documentation.escapingTableCells,
            ]
            return "| " + cells.joined(separator: " | ") + " |\n"
        }
        return timelineIntroduction + rows.joined()
    }

    private static let timelineIntroduction = """
        ## `timeline`

        Each element has the time `at` and one of these. Where a node is named, `zone:north` names all nodes of a zone, and
        several nodes stand in a list, or in a sentence with spaces between them.

        | fault | example | means |
        |---|---|---|

        """

    private static let ending = """
        ## The settings of the nodes

        The map `config` takes what a file for `gridcached` takes, with the same names, checks and defaults; see
        <doc:RunningTheSidecar>. A production file is used as it is with `gridsim run SCENARIO --config FILE`; where both say
        something, the file on the command line counts. What belongs to one node and its machine has no effect: the identity,
        the cluster's name, the zone, addresses, seeds, listeners, threads and the log. Defaults differ where the machine
        would matter: a simulated node has 256 MiB (`storage.max_memory_mb`) in 4 shards (`storage.shard_count`).

        ## Recorded requests

        The file that `workload.trace` names has one request a line, in the order of time, with blanks between the words:

        ```
        # time  client  operation  key  size  ttl
        0.25s   0       write      17   512B  30s
        0.3s    1       read       17
        0.9s    0       delete     17
        ```

        The operation is `read`, `write` or `delete`; the key is a number below `workload.keys.count`. Size and ttl may be left
        out or be `-`: the size is then drawn as `workload.value_size` says, and the entry does not expire. What follows a `#`
        means nothing.

        """
}

extension String {
    fileprivate var escapingTableCells: String {
        split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
    }
}
