#if GRID_PLANTED_DEFECTS
    import GridDeterminism

    /// `--defect NAME`, which only a build for the search of planted defects knows: makes one mistake on purpose.
    struct PlantedDefectOption {
        private let defect: PlantedDefect?

        /// Takes the option from the arguments of any command.
        init(_ arguments: inout ArgumentReader) throws(CommandProblem) {
            guard let name = try arguments.option("--defect") else {
                defect = nil
                return
            }
            guard let defect = PlantedDefect(rawValue: name) else {
                let names = PlantedDefect.allCases.map(\.rawValue).joined(separator: ", ")
                throw CommandProblem(message: "there is no defect '\(name)'; there are \(names)")
            }
            self.defect = defect
        }

        /// Carries out a command with the mistake made in everything that it does.
        func run(_ command: Command) async throws(CommandProblem) -> ExitStatus {
            let outcome: Result<ExitStatus, CommandProblem> = await PlantedDefect.$active.withValue(defect) {
                do throws(CommandProblem) {
                    return .success(try await command.run())
                } catch {
                    return .failure(error)
                }
            }
            return try outcome.get()
        }
    }
#endif
