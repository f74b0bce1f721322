import GridDeterminism
import GridReplication
import GridSidecar
import Testing

/// The requests that commands make of the cache.
@Suite("Requests of commands")
struct CommandRequestTests {
    private static let now = SessionHarness.start.milliseconds

    private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

    /// The requests of one command.
    private func requests(
        _ line: String, configuration: SessionConfiguration = SessionConfiguration()
    ) -> [CacheRequest] {
        let harness = SessionHarness(configuration: configuration)
        harness.command(line)
        return harness.requests
    }

    /// The expiry that a command asks for.
    private func expiry(
        _ line: String, configuration: SessionConfiguration = SessionConfiguration()
    ) -> EntryUpdate.ExpiryChange? {
        guard case .update(let update, _)? = requests(line, configuration: configuration).first else {
            return nil
        }
        return update.expiry
    }

    @Test("Reads and writes carry the configured level and concern")
    func levels() {
        let configuration = SessionConfiguration(readLevel: .quorum, writeConcern: .all)

        #expect(requests("GET k", configuration: configuration) == [.read(key: bytes("k"), level: .quorum)])
        #expect(
            requests("SET k v", configuration: configuration)
                == [.update(EntryUpdate(key: bytes("k"), value: .store(bytes("v"))), concern: .all)])
    }

    @Test("SET without options is blind, so that any node may accept it")
    func plainSetIsBlind() {
        for line in ["SET k v", "SET k v EX 5", "SETEX k 5 v", "MSET k v"] {
            guard case .update(let update, _)? = requests(line).first else {
                Issue.record("\(line) makes no update")
                continue
            }
            #expect(update.isBlind, "\(line)")
        }
    }

    @Test("Times to live become absolute times at the time of the command")
    func expiryTimes() {
        #expect(expiry("SET k v EX 5") == .at(WallTime(milliseconds: Self.now + 5000)))
        #expect(expiry("SET k v PX 5") == .at(WallTime(milliseconds: Self.now + 5)))
        #expect(expiry("SET k v EXAT 5") == .at(WallTime(milliseconds: 5000)))
        #expect(expiry("SET k v PXAT 5") == .at(WallTime(milliseconds: 5)))
        #expect(expiry("SET k v KEEPTTL") == .keep)
        #expect(expiry("SET k v") == .never)
        #expect(expiry("SETEX k 5 v") == .at(WallTime(milliseconds: Self.now + 5000)))
        #expect(expiry("PSETEX k 5 v") == .at(WallTime(milliseconds: Self.now + 5)))
        #expect(expiry("EXPIRE k 5") == .at(WallTime(milliseconds: Self.now + 5000)))
        #expect(expiry("PEXPIREAT k 1800000000123") == .at(WallTime(milliseconds: 1_800_000_000_123)))
        #expect(expiry("GETEX k PERSIST") == .never)
        #expect(expiry("PERSIST k") == .never)
        #expect(expiry("SET k v PXAT 9223372036854775807") == .at(.maximum))
    }

    @Test("The default time to live is for values that are stored without one, and for nothing else")
    func defaultTimeToLive() {
        let configuration = SessionConfiguration(defaultTimeToLive: .seconds(60))
        let inOneMinute = EntryUpdate.ExpiryChange.at(WallTime(milliseconds: Self.now + 60_000))

        for line in ["SET k v", "SET k v NX", "SET k v XX GET", "SETNX k v", "MSET k v", "GETSET k v"] {
            #expect(expiry(line, configuration: configuration) == inOneMinute, "\(line)")
        }
        #expect(expiry("SET k v KEEPTTL", configuration: configuration) == .keep)
        #expect(expiry("PERSIST k", configuration: configuration) == .never)
        #expect(expiry("GETEX k PERSIST", configuration: configuration) == .never)
        #expect(
            expiry("SET k v EX 5", configuration: configuration)
                == .at(WallTime(milliseconds: Self.now + 5000)))
    }

    @Test("A command of many keys makes one request for each, all at once")
    func manyKeys() {
        let delete = { (key: String) in
            CacheRequest.update(
                EntryUpdate(key: Array(key.utf8), condition: .ifPresent, value: .delete), concern: .one)
        }

        #expect(requests("DEL a b") == [delete("a"), delete("b")])
        #expect(requests("UNLINK a") == [delete("a")])
        #expect(
            requests("MGET a b") == [
                .read(key: bytes("a"), level: .one), .read(key: bytes("b"), level: .one),
            ])
        #expect(requests("EXISTS a a").count == 2)
    }

    @Test("MSET writes a key that is named twice once, with its last value")
    func repeatedKeys() {
        let set = { (key: String, value: String) in
            CacheRequest.update(
                EntryUpdate(key: Array(key.utf8), value: .store(Array(value.utf8))), concern: .one)
        }

        #expect(requests("MSET a 1 b 2 a 3") == [set("b", "2"), set("a", "3")])
    }

    @Test("An expiry that has passed deletes")
    func passedExpiry() {
        let delete = CacheRequest.update(
            EntryUpdate(key: bytes("k"), condition: .ifPresent, value: .delete), concern: .one)

        for line in [
            "EXPIRE k 0", "EXPIRE k -5", "PEXPIRE k -1", "EXPIREAT k 1", "PEXPIREAT k 1700000000000",
        ] {
            #expect(requests(line) == [delete], "\(line)")
        }
    }

    @Test("A command with an error makes no request")
    func errorsMakeNoRequest() {
        for line in ["SET k v EX 0", "MSET a 1 b", "GET", "EXPIRE k x", "SET k v NX XX", "EXPIRE k 5 NX"] {
            #expect(requests(line).isEmpty, "\(line)")
        }
    }
}
