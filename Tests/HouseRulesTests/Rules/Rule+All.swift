extension Rule {
    /// Every rule of this house.
    static let all: [Rule] =
        determinism + comparison + access + names + layout + text + documentation
}
