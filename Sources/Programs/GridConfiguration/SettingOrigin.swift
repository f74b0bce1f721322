package import GridDocument

/// Where a value was set, so that an error can send the operator there.
package enum SettingOrigin: Hashable, Sendable {
    /// Nowhere: the value is the default.
    case standard
    /// The place is unknown when the problem concerns the whole file.
    case file(name: String, position: DocumentPosition?)
    case environment(variable: String)
    case flag(String)
}

extension SettingOrigin {
    /// The place in the file, if it is one.
    var position: DocumentPosition? {
        guard case .file(_, let position) = self else { return nil }
        return position
    }

    /// The same file at another position; anything else, and without a position, the same origin.
    func moved(to position: DocumentPosition?) -> SettingOrigin {
        guard let position, case .file(let name, _) = self else { return self }
        return .file(name: name, position: position)
    }
}

extension SettingOrigin: CustomStringConvertible {
    package var description: String {
        switch self {
        case .standard: "default"
        case .file(let name, let position?): "\(name):\(position)"
        case .file(let name, nil): name
        case .environment(let variable): variable
        case .flag(let flag): flag
        }
    }
}
