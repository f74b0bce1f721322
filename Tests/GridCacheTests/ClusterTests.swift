import GridDriver
import GridLink
import Synchronization
import Testing

@testable import GridCache

@Suite("Several members", .timeLimit(.minutes(2)), .serialized)
struct ClusterTests {
    @Test("Every member reads what any other wrote", arguments: [1, 2, 3])
    func everybodyReads(replicaCount: Int) async throws {
        let members = try await startCluster(3) { $0.replicaCount = replicaCount }

        for (number, writer) in members.enumerated() {
            for index in 0..<20 {
                try await writer.set("key-\(number)-\(index)", to: "by \(number)", concern: .all)
            }
        }
        for reader in members {
            for number in 0..<3 {
                for index in 0..<20 {
                    let value = try await reader.get("key-\(number)-\(index)", as: String.self)
                    #expect(value == "by \(number)")
                }
            }
        }
        let entryCount = members.reduce(0) { $0 + $1.statistics.entryCount }
        #expect(entryCount == 60 * replicaCount)
        await shutDown(members)
    }

    @Test("A deletion is seen by all members")
    func deletion() async throws {
        let members = try await startCluster(3)
        try await members[0].set("key", to: "value", concern: .all)
        try await members[1].delete("key", concern: .all)

        for member in members {
            #expect(try await member.get("key") == nil)
            #expect(try await member.get("key", level: .all) == nil)
        }
        await shutDown(members)
    }

    @Test("What a member had before others joined is found by them")
    func lateJoiner() async throws {
        let first = try await startSingle { $0.replicaCount = 2 }
        for index in 0..<100 { try await first.set("key-\(index)", to: "value") }
        let second = try GridCache(
            options: quickOptions {
                $0.replicaCount = 2
                $0.seeds = [first.address]
            })
        try await second.waitUntilReady()

        for index in 0..<100 {
            #expect(try await second.get("key-\(index)", as: String.self) == "value")
        }
        await shutDown([first, second])
    }

    @Test("A member of another cluster is turned away and stays outside")
    func otherCluster() async throws {
        let insider = try await startSingle()
        let stranger = try GridCache(
            options: quickOptions {
                $0.clusterName = "other"
                $0.seeds = [insider.address]
            })

        #expect(await failure { try await stranger.waitUntilReady(timeout: .milliseconds(200)) } == .notReady)
        #expect(insider.statistics.liveMemberCount == 1)
        await shutDown([stranger, insider])
    }

    @Test("A member with another setting that all must share is turned away, and both say which one")
    func otherSettings() async throws {
        let changes: [@Sendable (inout GridCache.Options) -> Void] = [
            { $0.replicaCount = 2 }, { $0.virtualNodeCount = 64 }, { $0.maximumValueByteCount = 1 << 20 },
        ]
        for (change, setting) in zip(changes, SettingsConflict.Setting.allCases) {
            let (atInsider, atStranger) = (Conflicts(), Conflicts())
            let insider = try GridCache(options: quickOptions()) { atInsider.note($0) }
            try await insider.waitUntilReady()
            let stranger = try GridCache(
                options: quickOptions {
                    change(&$0)
                    $0.seeds = [insider.address]
                }
            ) { atStranger.note($0) }

            await becomesTrue { atInsider.first != nil && atStranger.first != nil }
            #expect(atInsider.first?.differences.map(\.setting) == [setting])
            #expect(atStranger.first?.differences.map(\.setting) == [setting])
            #expect(atInsider.first?.local == atStranger.first?.peer)
            try await stranger.waitUntilReady()
            #expect(insider.statistics.liveMemberCount == 1)
            #expect(stranger.statistics.liveMemberCount == 1)
            await shutDown([stranger, insider])
        }
    }

    @Test("When a member vanishes, what it held is answered by the others or an error: never a false miss")
    func vanishing() async throws {
        let members = try await startCluster(3) {
            $0.replicaCount = 2
            $0.readTimeout = .milliseconds(200)
        }
        for index in 0..<100 { try await members[0].set("key-\(index)", to: "value", concern: .all) }

        members[2].host.stop()

        for reader in members.prefix(2) {
            for index in 0..<100 {
                do throws(GridCacheError) {
                    #expect(try await reader.get("key-\(index)", as: String.self) == "value")
                } catch {
                    switch error {
                    case .timedOut, .ownersUnreachable: break
                    default: Issue.record("\(error)")
                    }
                }
            }
        }
        await shutDown(Array(members.prefix(2)))
    }

    @Test("The only owner of a key being gone is an error and not a miss")
    func onlyOwnerGone() async throws {
        let members = try await startCluster(2) {
            $0.replicaCount = 1
            $0.readTimeout = .milliseconds(200)
        }
        var keys: [String] = []
        var number = 0
        while keys.count < 10 {
            number += 1
            if case .missing = members[1].withLocalValue(forKey: "key-\(number)", { $0.count }) {
                keys.append("key-\(number)")
            }
        }
        for key in keys { try await members[0].set(key, to: "value", concern: .all) }

        members[1].host.stop()

        for key in keys {
            switch await failure(of: { try await members[0].get(key) }) {
            case .timedOut, .ownersUnreachable: break
            case let other: Issue.record("\(String(describing: other))")
            }
        }
        await members[0].shutdown()
    }
}

/// The conflicts of settings that a member reports.
private final class Conflicts: Sendable {
    private let conflicts = Mutex<[SettingsConflict]>([])

    var first: SettingsConflict? { conflicts.withLock { $0.first } }

    func note(_ occurrence: NodeOccurrence) {
        let conflict =
            switch occurrence {
            case .refused(let stranger): stranger.conflict
            case .troubled(let report): report.conflict
            default: SettingsConflict?.none
            }
        if let conflict { conflicts.withLock { $0.append(conflict) } }
    }
}
