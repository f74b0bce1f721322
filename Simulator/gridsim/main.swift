import GridDeterminism
import GridSimulator

let arguments = CommandLine.arguments
let name = arguments.count > 2 ? arguments[2] : "healthy"
guard let scenario = Scenario.builtIn.first(where: { $0.name == name }) else { fatalError("no \(name)") }
let first = arguments.count > 3 ? UInt64(arguments[3]) ?? 1 : 1
let count = arguments.count > 4 ? UInt64(arguments[4]) ?? 1 : 1
var failures = 0
for seed in first..<first + count {
    let clock = ContinuousClock()
    let begin = clock.now
    let world = World(scenario, seed: seed, traceSink: arguments.count > 6 ? { print($0) } : nil)
    if arguments.count > 5 { world.followedKey = Int(arguments[5]) }
    let report = world.run()
    let took = clock.now - begin
    if count == 1 {
        for line in report.timeline { print(line) }
        for answer in report.answers { print(answer.kind, answer.answer, answer.count) }
        print("unavailable", report.unavailableCount)
    }
    print(
        seed, String(report.digest, radix: 16), report.hasPassed ? "PASSED" : "FAILED", "events", report.eventCount,
        "converged", report.convergenceTime as Any, "took", took)
    for violation in report.violations { print("  ", violation.time, violation.rule.rawValue, ":", violation.details) }
    if !report.hasPassed, count == 1 { for line in report.latestEvents { print("    ", line) } }
    if !report.hasPassed { failures += 1 }
}
print("failures", failures)
