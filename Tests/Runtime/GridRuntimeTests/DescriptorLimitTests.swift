import GridRuntime
import Testing

@Suite("Limit of descriptors")
struct DescriptorLimitTests {
    @Test("The limit of the process is told, and is at most the one up to which it may be raised")
    func ofProcess() {
        let limit = DescriptorLimit.ofProcess()

        #expect(limit.current > 2)
        #expect(limit.current <= limit.highest)
    }

    @Test("Raising never lowers")
    func neverLowers() {
        let before = DescriptorLimit.ofProcess()

        #expect(DescriptorLimit.raise(to: 1) == before)
        #expect(DescriptorLimit.ofProcess() == before)
    }
}
