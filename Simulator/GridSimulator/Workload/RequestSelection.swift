/// Some of the requests that clients draw: only these are issued.
///
/// All others are drawn as ever, so leaving requests out does not change those that stay.
package struct RequestSelection: Hashable, Sendable {
    /// Requests of one client that follow one another.
    package struct Span: Hashable, Sendable {
        package var client: Int
        /// Positions among the requests of the client, from 0.
        package var numbers: ClosedRange<Int>

        package init(client: Int, numbers: ClosedRange<Int>) {
            self.client = client
            self.numbers = numbers
        }
    }

    package var spans: [Span]

    package init(_ spans: [Span]) {
        self.spans = spans
    }

    func contains(_ number: Int, of client: Int) -> Bool {
        spans.contains { $0.client == client && $0.numbers.contains(number) }
    }
}
