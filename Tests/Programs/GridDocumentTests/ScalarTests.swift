import GridDocument
import GridIdentity
import Testing

@Suite("Scalars")
struct ScalarTests {
    @Test(
        "A duration is the sum of its terms",
        arguments: [
            ("5m", .seconds(300)), ("1h30m", .seconds(5_400)), ("250ms", .milliseconds(250)), ("0", .zero),
            ("10us", .microseconds(10)), ("7ns", .nanoseconds(7)), ("2d", .seconds(172_800)), ("0s", .zero),
            ("1.5s", .milliseconds(1_500)), ("0.1s", .milliseconds(100)), ("0.000000001s", .nanoseconds(1)),
            ("1d2h3m4s5ms6us7ns", .nanoseconds(93_784_005_006_007)), ("90m", .seconds(5_400)),
            ("9223372036854775807ns", nil), ("106751d", .seconds(9_223_286_400)),
            ("1.5h1.5s", .milliseconds(5_401_500)),
        ] as [(String, Duration?)])
    func duration(text: String, expected: Duration?) {
        #expect((try? ScalarParser.duration(text).get()) == expected)
    }

    @Test(
        "A text that is no duration is told why",
        arguments: [
            ("5", "found '5'; add a unit: ns, us, ms, s, m, h or d"),
            ("1h30", "found '1h30'; add a unit: ns, us, ms, s, m, h or d"),
            ("5 m", "found '5 m'; the units are ns, us, ms, s, m, h and d"),
            ("5min", "found '5min'; the units are ns, us, ms, s, m, h and d"),
            ("-5s", "found '-5s'; the units are ns, us, ms, s, m, h and d"),
            (".5s", "found '.5s'; the units are ns, us, ms, s, m, h and d"),
            ("1..5s", "found '1..5s'; the units are ns, us, ms, s, m, h and d"),
            ("m", "found 'm'; the units are ns, us, ms, s, m, h and d"),
            ("", "found an empty text; the units are ns, us, ms, s, m, h and d"),
            ("30m1h", "found '30m1h'; each unit stands once, the larger before the smaller"),
            ("1s1s", "found '1s1s'; each unit stands once, the larger before the smaller"),
            ("0.5ns", "found '0.5ns'; the limits are whole nanoseconds and 292 years"),
            ("999999d", "found '999999d'; the limits are whole nanoseconds and 292 years"),
        ])
    func durationProblem(text: String, expected: String) {
        #expect(
            ScalarParser.duration(text).problem
                == "expected a duration such as '5m', '1h30m' or '250ms', \(expected)")
    }

    @Test("A duration out of range is told the range")
    func durationRange() {
        let range = Duration.milliseconds(10)...Duration.seconds(90)

        #expect(ScalarParser.duration("10ms", in: range) == .success(.milliseconds(10)))
        #expect(
            ScalarParser.duration("91s", in: range).problem
                == "expected a duration from 10ms to 1m30s, found '91s'")
        #expect(
            ScalarParser.duration("0", in: range).problem
                == "expected a duration from 10ms to 1m30s, found '0'")
    }

    @Test(
        "A size counts bytes, by thousands or by 1,024",
        arguments: [
            ("64MiB", 67_108_864), ("512KB", 512_000), ("1GB", 1_000_000_000), ("1GiB", 1_073_741_824),
            ("7", 7),
            ("7B", 7), ("0", 0), ("1.5KiB", 1_536), ("2TB", 2_000_000_000_000), ("1TiB", 1_099_511_627_776),
        ])
    func byteCount(text: String, expected: Int) {
        #expect(ScalarParser.byteCount(text) == .success(expected))
    }

    @Test(
        "A text that is no size is told why",
        arguments: [
            ("64mb", "the units are B, KB, MB, GB, TB, KiB, MiB, GiB and TiB"),
            ("64M", "the units are B, KB, MB, GB, TB, KiB, MiB, GiB and TiB"),
            ("1MB2KB", "the units are B, KB, MB, GB, TB, KiB, MiB, GiB and TiB"),
            ("-1", "the units are B, KB, MB, GB, TB, KiB, MiB, GiB and TiB"),
            ("1.5B", "it must be a whole number of bytes below 8EiB"),
            ("9999999999TiB", "it must be a whole number of bytes below 8EiB"),
        ])
    func byteCountProblem(text: String, advice: String) {
        #expect(
            ScalarParser.byteCount(text).problem
                == "expected a size such as '64MiB', '512KB' or '1GB', found '\(text)'; \(advice)")
    }

    @Test(
        "A fraction is exact to a millionth",
        arguments: [
            ("0.25", 250_000), ("25%", 250_000), ("0", 0), ("1", 1_000_000), ("0.1%", 1_000), ("0.000001", 1),
        ])
    func fraction(text: String, partsPerMillion: Int) {
        #expect(ScalarParser.fraction(text) == .success(partsPerMillion))
    }

    @Test("A fraction above one, below zero or finer than a millionth is refused")
    func fractionProblem() {
        let expected = "expected a fraction from 0 to 1, such as '0.25' or '25%', found"
        #expect(ScalarParser.fraction("1.5").problem == "\(expected) '1.5'")
        #expect(ScalarParser.fraction("101%").problem == "\(expected) '101%'")
        #expect(ScalarParser.fraction("-0.1").problem == "\(expected) '-0.1'")
        #expect(
            ScalarParser.fraction("0.0000001").problem
                == "\(expected) '0.0000001'; the finest step is 0.000001")
    }

    @Test("An integer is decimal, without ornament, and in its range")
    func integer() {
        #expect(ScalarParser.integer("-3", in: -5...5) == .success(-3))
        #expect(ScalarParser.integer("0", in: 0...5) == .success(0))
        #expect(ScalarParser.integer("18446744073709551615", in: 0...UInt64.max) == .success(.max))
        #expect(
            ScalarParser.integer("010", in: 0...9).problem
                == "expected an integer from 0 to 9, found '010'; write it without leading zeros")
        #expect(
            ScalarParser.integer("-1", in: 0...UInt64.max).problem
                == "expected an integer of at least 0, found '-1'")
        for text in ["", "+1", "1_0", "1.0", "0x1", "1e1", " 1", "٣", "-", "99999999999999999999", "10"] {
            #expect(
                ScalarParser.integer(text, in: 0...9).problem?.hasPrefix(
                    "expected an integer from 0 to 9, found ") == true)
        }
    }

    @Test("Only true and false are booleans", arguments: ["yes", "no", "on", "True", "1", ""])
    func boolean(text: String) {
        #expect(ScalarParser.boolean("true") == .success(true))
        #expect(ScalarParser.boolean("false") == .success(false))
        #expect(ScalarParser.boolean(text).problem?.hasPrefix("expected true or false, found ") == true)
    }

    @Test("An address has a host and a port")
    func address() {
        let expected = "expected an address such as '10.0.0.1:7946' or '[::1]:7946', found"
        #expect(ScalarParser.address("cache-1:7946") == .success(NodeAddress(host: "cache-1", port: 7946)!))
        #expect(ScalarParser.address("[::1]:80") == .success(NodeAddress(host: "::1", port: 80)!))
        #expect(ScalarParser.address("localhost").problem == "\(expected) 'localhost'; add a port")
        #expect(ScalarParser.address("::1:80").problem == "\(expected) '::1:80'")
        #expect(ScalarParser.address("a:70000").problem == "\(expected) 'a:70000'")
        #expect(ScalarParser.address("a:0").problem == "\(expected) 'a:0'; the port is 1 to 65535")
        #expect(
            ScalarParser.address("a:0", allowsAnyPort: true) == .success(NodeAddress(host: "a", port: 0)!))
    }

    @Test("A list is split at commas, and nothing between two commas is a mistake")
    func list() {
        #expect(ScalarParser.list(" 1, 2 ,3", of: .integer(in: 1...9)) == .success([1, 2, 3]))
        #expect(ScalarParser.list(" ", of: .text) == .success([]))
        #expect(
            ScalarParser.list("a,,b", of: .text).problem
                == "expected a text, found nothing between two commas")
        #expect(
            ScalarParser.list("a,", of: .text).problem == "expected a text, found nothing between two commas")
        #expect(
            ScalarParser.list("1,x", of: .integer(in: 1...9)).problem
                == "expected an integer from 1 to 9, found 'x'")
    }

    @Test(
        "A value is spelled as it would be read",
        arguments: [0, 1, 999, 1_000, 61_000_000_000, 93_784_005_006_007] as [Int64])
    func spelling(count: Int64) {
        #expect(
            ScalarParser.duration(ScalarSpelling.duration(.nanoseconds(count)))
                == .success(.nanoseconds(count)))
        #expect(ScalarParser.byteCount(ScalarSpelling.byteCount(Int(count))) == .success(Int(count)))
        let parts = Int(count % 1_000_000)
        #expect(ScalarParser.fraction(ScalarSpelling.fraction(partsPerMillion: parts)) == .success(parts))
    }

    @Test("A spelling is the shortest in whole units")
    func shortSpelling() {
        #expect(ScalarSpelling.duration(.zero) == "0")
        #expect(ScalarSpelling.duration(.milliseconds(5_400_250)) == "1h30m250ms")
        #expect(ScalarSpelling.byteCount(67_108_864) == "64MiB")
        #expect(ScalarSpelling.byteCount(512_000) == "500KiB")
        #expect(ScalarSpelling.byteCount(1_000_000_000) == "1GB")
        #expect(ScalarSpelling.fraction(partsPerMillion: 250_000) == "0.25")
        #expect(ScalarSpelling.fraction(partsPerMillion: 1_000_000) == "1")
        #expect(ScalarSpelling.fraction(partsPerMillion: 1) == "0.000001")
    }
}

extension Result where Failure == ScalarProblem {
    /// The message of the failure; `nil` for a success.
    fileprivate var problem: String? {
        if case .failure(let problem) = self { problem.message } else { nil }
    }
}
