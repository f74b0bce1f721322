private import GridDocument

/// Says that there is no `noun` called `name`, and which of `names` was probably meant.
///
/// All of them begin with `prefix`, which is no part of the likeness.
func unknownName(_ name: String, of noun: String, among names: [String], prefix: String = "") -> String {
    let candidates = names.map { String($0.dropFirst(prefix.count)) }
    guard let nearest = nearestName(to: String(name.dropFirst(prefix.count)), among: candidates) else {
        return "there is no such \(noun); --help lists all of them"
    }
    return "there is no such \(noun); did you mean \(prefix)\(nearest)?"
}
