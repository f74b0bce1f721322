private import GridDocument

/// Reads `--name value`, `--name=value` and, for truth values, a bare `--name`.
///
/// The table of settings supplies the names. The C library's `getopt_long` would need a second table in its own
/// form, keeps its position in global variables and reorders the arguments; there are no short flags and no
/// operands here for which that would be worth it.
struct FlagScanner {
    static let fileFlag = "--config"
    static let helpFlag = "--help"
    static let versionFlag = "--version"

    private(set) var layer = SettingLayer()
    /// The file that `--config` names.
    private(set) var filePath: String?
    private(set) var asksForHelp = false
    private(set) var asksForVersion = false

    private var rest: ArraySlice<String>
    private var seenFlags: [String] = []

    /// Reads all of `arguments`, which do not include the name of the program.
    init(_ arguments: [String]) {
        rest = arguments[...]
        while let argument = rest.popFirst() { scan(argument) }
    }

    private mutating func scan(_ argument: String) {
        guard argument.hasPrefix("--"), argument != "--" else {
            let reason = "is not expected here: every argument is a flag, such as --zone, or the value of one"
            report(nil, "\(argument.quotedForMessage) \(reason)")
            return
        }
        let name = String(argument.prefix { $0 != "=" })
        let isInline = name.utf8.count < argument.utf8.count
        let inlineValue = isInline ? String(argument.dropFirst(name.count + 1)) : nil
        if seenFlags.contains(name) { report(name, "the flag is given twice") }
        seenFlags.append(name)
        switch name {
        case Self.helpFlag: asksForHelp = true
        case Self.versionFlag: asksForVersion = true
        case Self.fileFlag: filePath = value(of: name, inline: inlineValue)
        default: scanSetting(name, inlineValue)
        }
    }

    private mutating func scanSetting(_ name: String, _ inlineValue: String?) {
        guard let index = Setting.all.firstIndex(where: { $0.flag == name }) else {
            let all = [Self.fileFlag, Self.helpFlag, Self.versionFlag] + Setting.all.map(\.flag)
            report(name, unknownName(name, of: "flag", among: all, prefix: "--"))
            // What follows was meant as the value.
            if inlineValue == nil, let next = rest.first, !next.hasPrefix("--") { rest.removeFirst() }
            return
        }
        let form = Setting.all[index].form
        guard let text = value(of: name, inline: inlineValue, isBoolean: form == .boolean) else { return }
        layer.assignments.append(SettingAssignment(index: index, input: .text(text), origin: .flag(name)))
    }

    /// The value of the flag `name`, which is part of the same argument or the next one.
    private mutating func value(of name: String, inline: String?, isBoolean: Bool = false) -> String? {
        if let inline { return inline }
        guard let next = rest.first, !next.hasPrefix("--") else {
            if isBoolean { return "true" }
            report(name, "a value is missing: write \(name) VALUE or \(name)=VALUE")
            return nil
        }
        return rest.removeFirst()
    }

    private mutating func report(_ flag: String?, _ message: String) {
        let origin = flag.map { SettingOrigin.flag($0.clippedForMessage) } ?? .standard
        layer.problems.append(ConfigurationProblem(origin, message))
    }
}
