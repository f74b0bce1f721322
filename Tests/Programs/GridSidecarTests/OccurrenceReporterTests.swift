import GridDeterminism
import Synchronization
import Testing

@testable import GridSidecar

@Suite("Occurrences that strangers cause")
struct OccurrenceReporterTests {
    @Test("Of each kind one is told per minute, with the number of those that were not")
    func interval() {
        let told = Mutex<[String]>([])
        let reporter = OccurrenceReporter { occurrence, untoldCount in
            told.withLock { $0.append("\(occurrence.kind) \(untoldCount)") }
        }
        let start = Instant(nanoseconds: 0)

        for second in [0, 1, 59, 60, 61, 200] {
            reporter.report(.crossProtocolRequest(remoteAddress: "192.0.2.1:1"), at: start + .seconds(second))
        }
        reporter.report(.clientNotAccepted(reason: "full"), at: start + .seconds(201))

        #expect(
            told.withLock { $0 } == [
                "crossProtocolRequest 0", "crossProtocolRequest 2", "crossProtocolRequest 1",
                "clientNotAccepted 0",
            ])
    }
}
