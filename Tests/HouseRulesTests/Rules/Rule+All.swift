extension Rule {
    /// Every rule of this house.
    static let all: [Rule] =
        determinism + access + names + layout + text + documentation
}
