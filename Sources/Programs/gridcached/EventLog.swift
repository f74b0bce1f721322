import GridConfiguration
import GridDeterminism
import GridRuntime

/// Writes what happens to standard error, one line for each event.
///
/// The name of an event and of its fields stay the same from version to version, so that programs can look for them.
struct EventLog: Sendable {
    private let level: SidecarConfiguration.Log.Level
    private let format: SidecarConfiguration.Log.Format
    private let clock = SystemClock()

    init(_ settings: SidecarConfiguration.Log) {
        level = settings.level
        format = settings.format
    }

    /// Writes a line, unless events of this level are not wanted.
    func write(_ event: LogEvent) {
        guard event.level.rank >= level.rank else { return }
        let line =
            switch format {
            case .text: event.text(at: clock.wall)
            case .json: event.json(at: clock.wall)
            }
        StandardStream.error.write(line + "\n")
    }
}

extension SidecarConfiguration.Log.Level {
    /// How important events of the level are.
    fileprivate var rank: Int {
        switch self {
        case .debug: 0
        case .info: 1
        case .warn: 2
        case .error: 3
        }
    }

    /// How the level is written.
    var name: String {
        switch self {
        case .debug: "debug"
        case .info: "info"
        case .warn: "warn"
        case .error: "error"
        }
    }
}
