extension CaseIterable where Self: Equatable, AllCases.Index == Int {
    /// The place among all cases, for a list that has something for each of them.
    var position: Int {
        guard let position = Self.allCases.firstIndex(of: self) else {
            preconditionFailure("\(self) is not among all cases")
        }
        return position
    }
}
