import Testing

@Suite("Answers recorded from Redis")
struct RecordedConversationTests {
    @Test("Version 2 of the protocol is answered as Redis answers it", arguments: recordedConversations)
    func versionTwo(conversation: RecordedConversation) {
        let harness = SessionHarness()
        for exchange in conversation.exchanges {
            #expect(harness.command(exchange.command) == exchange.reply, "\(exchange.command)")
        }
    }

    @Test("Version 3 of the protocol is answered as Redis answers it", arguments: recordedConversations)
    func versionThree(conversation: RecordedConversation) {
        let harness = SessionHarness()
        harness.command("HELLO 3")
        for exchange in conversation.exchanges {
            #expect(harness.command(exchange.command) == exchange.replyOfVersion3, "\(exchange.command)")
        }
    }
}
