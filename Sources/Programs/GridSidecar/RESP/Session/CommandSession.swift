package import GridDeterminism
package import GridReplication

/// One client connection: bytes in, requests to the cache and replies out.
///
/// The session performs no input or output and reads no clock. Whoever drives it does this:
///
///     session.receive(bytes)
///     while true {
///         switch session.next(at: now) {
///         case .perform(let request): …; session.resume(with: answer)
///         case .performAll(let requests): …; session.resume(with: answers)
///         case .administer(let request): …; session.resume(with: answer)
///         case .deliverOutput, .needsInput: send(session.takeOutput()), wait, go on
///         case .close: send(session.takeOutput()), close
///         case .abort: close
///         }
///     }
///
/// One command is in progress at a time, so replies have the order of the requests. While a command waits for its
/// answers, bytes may still be received; ``bufferedByteCount`` tells when to stop that.
package struct CommandSession: ~Copyable {
    private enum Phase {
        case ready
        case awaitingAnswer(PendingReply)
        case awaitingAnswers(CombinedReply, count: Int)
        case awaitingAdministration
        case closing
        case aborted
    }

    private let table: CommandTable
    private var parser: RESPParser
    private var client: ClientState
    private var phase: Phase = .ready

    /// How many commands the client has sent, those with errors included.
    package private(set) var commandCount: UInt64 = 0

    package init(
        connection: ClientConnection, configuration: SessionConfiguration = SessionConfiguration(),
        table: CommandTable = .standard
    ) {
        self.table = table
        parser = RESPParser(limits: configuration.limits)
        client = ClientState(connection: connection, configuration: configuration)
    }

    /// How many received bytes are still kept: requests that wait, and the part of one that has arrived.
    package var bufferedByteCount: Int { parser.bufferedByteCount }

    /// How many bytes of replies wait to be taken.
    package var outputByteCount: Int { client.reply.bytes.count }

    /// Whether a command waits to be resumed; until then ``next(at:)`` must not be called.
    package var isAwaitingAnswer: Bool {
        switch phase {
        case .awaitingAnswer, .awaitingAnswers, .awaitingAdministration: true
        case .ready, .closing, .aborted: false
        }
    }

    /// Adds bytes in the order in which they were received.
    package mutating func receive(_ bytes: Span<UInt8>) {
        switch phase {
        case .closing, .aborted: break
        case .ready, .awaitingAnswer, .awaitingAnswers, .awaitingAdministration: parser.receive(bytes)
        }
    }

    /// Goes on until something is needed from outside; `now` is the time of the commands that begin.
    ///
    /// - Precondition: no command waits for an answer.
    package mutating func next(at now: WallTime) -> SessionStep {
        precondition(!isAwaitingAnswer, "a command waits for its answer")
        while true {
            if case .closing = phase { return .close }
            if case .aborted = phase { return .abort }
            guard outputByteCount < client.configuration.outputHighWaterByteCount else {
                return .deliverOutput
            }
            do throws(RESPProtocolError) {
                guard try parser.nextRequest() else { return .needsInput }
            } catch {
                client.reply.writeError(error.message)
                phase = .closing
                return .close
            }
            if let step = beginCommand(at: now) { return step }
        }
    }

    /// Begins the command that the parser holds; returns what it needs from outside, if anything.
    private mutating func beginCommand(at now: WallTime) -> SessionStep? {
        commandCount += 1
        client.now = now
        do throws(CommandError) {
            if let refusal = parser.request.refusal { throw CommandError(refusal) }
            if parser.request.isHTTP {
                phase = .aborted
                return .abort
            }
            let handler = try table.handler(of: parser.request)
            switch try handler(parser.request, &client) {
            case .replied:
                return nil
            case .perform(let request, let reply):
                phase = .awaitingAnswer(reply)
                return .perform(request)
            case .performAll(let requests, let reply):
                // Before the first of them changes anything.
                if let refusal = requests.firstInvalidKey {
                    throw CommandError(refusal, isUpdate: reply.isOfUpdates)
                }
                phase = .awaitingAnswers(reply, count: requests.count)
                return .performAll(requests)
            case .administer(let request):
                phase = .awaitingAdministration
                return .administer(request)
            case .close:
                phase = .closing
                return .close
            }
        } catch {
            client.reply.writeError(error.message)
            return nil
        }
    }

    /// Writes the reply of the command in progress; a failure is an error, never a missing value.
    ///
    /// - Precondition: ``next(at:)`` returned ``SessionStep/perform(_:)``.
    package mutating func resume(with answer: CacheAnswer) {
        guard case .awaitingAnswer(let reply) = phase else {
            preconditionFailure("no command waits for one answer")
        }
        phase = .ready
        if case .failed(let failure) = answer {
            client.reply.writeError(CommandError(failure, isUpdate: reply.isOfUpdate).message)
        } else {
            reply.write(answer, to: &client.reply)
        }
    }

    /// Writes the reply of the command in progress, a read that found a live entry, without keeping its value.
    ///
    /// - Precondition: ``next(at:)`` returned ``SessionStep/perform(_:)`` with a read.
    package mutating func resume(withValue value: Span<UInt8>, expiry: WallTime?) {
        guard case .awaitingAnswer(let reply) = phase else {
            preconditionFailure("no command waits for one answer")
        }
        phase = .ready
        reply.write(value: value, expiry: expiry, to: &client.reply)
    }

    /// Writes the reply of the command in progress.
    ///
    /// If any request failed the whole reply is an error: a client never sees a failure as a missing value. Requests
    /// beside the failed one may have been carried out; the error says so.
    ///
    /// - Precondition: ``next(at:)`` returned ``SessionStep/performAll(_:)``, and `answers` are as many.
    package mutating func resume(with answers: [CacheAnswer]) {
        guard case .awaitingAnswers(let reply, let count) = phase else {
            preconditionFailure("no command waits for answers")
        }
        precondition(answers.count == count, "\(count) requests have \(answers.count) answers")
        phase = .ready
        let error =
            CommandError(failuresOf: answers, isUpdate: reply.isOfUpdates)
            ?? reply.excess(of: answers, over: client.configuration.maximumReplyByteCount)
        if let error {
            client.reply.writeError(error.message)
        } else {
            reply.write(answers, to: &client.reply)
        }
    }

    /// Writes the reply of the command in progress.
    ///
    /// - Precondition: ``next(at:)`` returned ``SessionStep/administer(_:)``.
    package mutating func resume(with answer: AdministrativeAnswer) {
        guard case .awaitingAdministration = phase else {
            preconditionFailure("no command waits for the server")
        }
        phase = .ready
        answer.write(to: &client.reply)
    }

    /// Takes the replies written so far.
    package mutating func takeOutput() -> [UInt8] {
        client.reply.take()
    }

    /// Moves the replies written so far to the end of `buffer`.
    ///
    /// With an empty buffer nothing is copied: the two buffers change places, and both are used again.
    package mutating func takeOutput(into buffer: inout [UInt8]) {
        client.reply.take(into: &buffer)
    }
}
