import GridCollections
import GridIdentity
import GridRuntime
import Testing

@Suite("TCP stream", .timeLimit(.minutes(1)))
struct TCPStreamTests {
    @Test("Ten megabytes in odd chunks come back unchanged, with bounded queues on both sides")
    func echo() async throws {
        let servers = EventLoop(name: "echo")
        let clients = EventLoop(name: "client")
        try servers.start()
        try clients.start()
        let address = try await listen(on: servers) { socket in
            guard let stream = try? TCPStream.adopt(socket, on: servers) else { return }
            EchoConnection(stream).start()
        }
        let result = Outcome<EchoClient.Result>()
        clients.submit {
            EchoClient(byteCount: 10_000_000, result: result).start(to: address, on: clients)
        }

        let outcome = try await result.value

        #expect(outcome.receivedByteCount == 10_000_000)
        #expect(outcome.mismatchCount == 0)
        #expect(outcome.highestQueuedByteCount < EchoClient.limit + EchoClient.longestChunk)
        #expect(outcome.drainCount > 0)
        clients.stop()
        servers.stop()
    }

    @Test("Writes of one iteration arrive together and in order")
    func writesAreGathered() async throws {
        let loop = EventLoop(name: "gather")
        try loop.start()
        let received = Outcome<[UInt8]>()
        let address = try await listen(on: loop) { socket in
            guard let stream = try? TCPStream.adopt(socket, on: loop) else { return }
            stream.onRead = { bytes in received.deliver([UInt8](copying: bytes)) }
        }
        loop.submit {
            let stream = TCPStream.connect(to: address, on: loop, timeout: .seconds(5))
            stream.onConnected = {
                for number in 0..<100 { stream.write([UInt8(number)]) }
                #expect(stream.queuedByteCount == 100)
            }
        }

        #expect(try await received.value == (0..<100).map { UInt8($0) })
        loop.stop()
    }

    @Test("The end of the peer's output is reported as closed, after an answer to the last bytes")
    func halfClose() async throws {
        let loop = EventLoop(name: "half close")
        try loop.start()
        let ending = Ending()
        let answer = Outcome<[UInt8]>()
        let address = try await listen(on: loop) { socket in
            guard let stream = try? TCPStream.adopt(socket, on: loop) else { return }
            stream.onRead = { bytes in stream.write(bytes) }
            stream.onClosed = { ending.deliver($0) }
        }
        let client = try PlainSocket(connectedTo: address)
        client.send([7, 8, 9])
        client.finishSending()
        answer.deliver(client.receiveUntilEnd())

        #expect(try await ending.value == nil)
        #expect(try await answer.value == [7, 8, 9])
        loop.stop()
    }

    @Test("A reset by the peer is an error")
    func reset() async throws {
        let loop = EventLoop(name: "reset")
        try loop.start()
        let ending = Ending()
        let accepted = Outcome<Void>()
        let address = try await listen(on: loop) { socket in
            guard let stream = try? TCPStream.adopt(socket, on: loop) else { return }
            stream.onClosed = { ending.deliver($0) }
            accepted.deliver()
        }
        let client = try PlainSocket(connectedTo: address)
        try await accepted.value
        client.reset()

        #expect(try await ending.value == .connectionReset)
        loop.stop()
    }

    @Test("Writing to a peer that is gone is an error and does not end the process")
    func brokenPipe() async {
        await #expect(processExitsWith: .success) {
            PlainSocket.restoreBrokenPipeSignal()
            let loop = EventLoop(name: "broken pipe")
            try loop.start()
            let ending = Ending()
            let address = try await listen(on: loop) { socket in
                guard let stream = try? TCPStream.adopt(socket, on: loop) else { return }
                // Not reading, the stream does not see the peer's end. Its first write is answered by a reset, and
                // a later one meets the broken connection.
                stream.pauseReading()
                stream.onClosed = { ending.deliver($0) }
                loop.onIterationEnd { stream.write([1]) }
                loop.spin()
            }
            _ = try PlainSocket(connectedTo: address)
            let error = try await ending.value
            loop.stop()
            precondition(error == .connectionReset, "ended with \(String(describing: error))")
        }
    }

    @Test("Closing after the flush delivers everything that was written")
    func closeAfterFlush() async throws {
        let loop = EventLoop(name: "flush")
        try loop.start()
        let ending = Ending()
        let address = try await listen(on: loop) { socket in
            guard let stream = try? TCPStream.adopt(socket, on: loop) else { return }
            stream.onClosed = { ending.deliver($0) }
            stream.write([UInt8](repeating: 42, count: 5_000_000))
            stream.closeAfterFlush()
            stream.write([1])
        }
        let client = try PlainSocket(connectedTo: address)
        let received = client.receiveUntilEnd()

        #expect(received.count == 5_000_000)
        #expect(received.allSatisfy { $0 == 42 })
        #expect(try await ending.value == nil)
        loop.stop()
    }

    @Test("A connection that one loop accepted is served by another")
    func adoptElsewhere() async throws {
        let acceptor = EventLoop(name: "acceptor")
        let worker = EventLoop(name: "worker")
        try acceptor.start()
        try worker.start()
        let wasWorker = Outcome<Bool>()
        let address = try await listen(on: acceptor) { socket in
            worker.submit {
                guard let stream = try? TCPStream.adopt(socket, on: worker) else { return }
                stream.onRead = { bytes in
                    wasWorker.deliver(worker.isCurrent)
                    stream.write(bytes)
                    stream.closeAfterFlush()
                }
            }
        }
        let client = try PlainSocket(connectedTo: address)
        client.send([5])

        #expect(client.receiveUntilEnd() == [5])
        #expect(try await wasWorker.value)
        acceptor.stop()
        worker.stop()
    }

    @Test("A socket is adopted once")
    func adoptTwice() async throws {
        let loop = EventLoop(name: "twice")
        try loop.start()
        let error = Outcome<SocketError?>()
        let address = try await listen(on: loop) { socket in
            do throws(SocketError) {
                _ = try TCPStream.adopt(socket, on: loop)
                _ = try TCPStream.adopt(socket, on: loop)
                error.deliver(nil)
            } catch let refusal {
                error.deliver(refusal)
            }
        }
        let client = try PlainSocket(connectedTo: address)

        #expect(try await error.value == .closed)
        client.finishSending()
        loop.stop()
    }

    @Test("A connection that is handed over keeps the bytes that were not read")
    func detachKeepsUnreadBytes() async throws {
        let first = EventLoop(name: "first")
        let second = EventLoop(name: "second")
        try first.start()
        try second.start()
        let received = Record<UInt8>()
        let done = Outcome<Void>()
        let address = try await listen(on: first) { socket in
            guard let stream = try? TCPStream.adopt(socket, on: first) else { return }
            stream.onClosed = { _ in Issue.record("a stream that was handed over reports nothing") }
            // Nothing is read here, so every byte has to wait for the second loop.
            stream.pauseReading()
            stream.write([1])
            guard let handedOver = try? stream.detach() else {
                Issue.record("the stream cannot be handed over")
                return
            }
            second.submit {
                guard let stream = try? TCPStream.adopt(handedOver, on: second) else { return }
                stream.onRead = { bytes in
                    for index in bytes.indices { received.append(bytes[index]) }
                }
                stream.onClosed = { _ in done.deliver() }
            }
        }
        let client = try PlainSocket(connectedTo: address)
        client.send([2, 3, 4])
        client.finishSending()

        #expect(client.receiveUntilEnd() == [1])
        try await done.value
        #expect(received.all == [2, 3, 4])
        first.stop()
        second.stop()
    }

    @Test("Stopping a loop ends its open connections, and each of them is told")
    func stopWithOpenConnections() async throws {
        let loop = EventLoop(name: "busy")
        try loop.start()
        let endings = Record<SocketError?>()
        let opened = Record<Int>()
        let allOpen = Outcome<Void>()
        let address = try await listen(on: loop) { socket in
            guard let stream = try? TCPStream.adopt(socket, on: loop) else { return }
            stream.onClosed = { endings.append($0) }
            // More than the kernel takes, so that libuv is sending when the loop stops.
            stream.write([UInt8](repeating: 1, count: 10_000_000))
            if opened.append(1) == 10 { allOpen.deliver() }
        }
        let clients = try (0..<10).map { _ in try PlainSocket(connectedTo: address) }
        try await allOpen.value

        loop.stop()

        #expect(endings.all == Array(repeating: .loopStopped, count: 10))
        _ = consume clients
    }

    @Test("A connection that is tried while its loop stops stays silent")
    func connectWhileStopping() async throws {
        let loop = EventLoop(name: "late")
        try loop.start()
        let listener = try TCPListener.onLoopback()
        let address = listener.boundAddress
        let endings = Record<SocketError?>()
        try await loop.perform {
            let stream = TCPStream.connect(to: address, on: loop, timeout: .seconds(5))
            stream.pauseReading()
            stream.onClosed = { error in
                endings.append(error)
                let retry = TCPStream.connect(to: address, on: loop, timeout: .seconds(5))
                retry.onClosed = { endings.append($0) }
            }
        }

        loop.stop()

        #expect(endings.all == [.loopStopped])
        listener.close()
    }

    @Test("A thousand connections leave no descriptor behind")
    func descriptorsReturn() async throws {
        // In a process of its own, where no other test opens anything.
        await #expect(processExitsWith: .success) {
            let churn = try await ConnectionChurn()
            try await churn.run(connectionCount: 10)
            let before = PlainSocket.openSocketCount
            try await churn.run(connectionCount: 1_000)
            let after = PlainSocket.openSocketCount
            precondition(after == before, "\(before) sockets were open, now there are \(after)")
            churn.stop()
            let atEnd = PlainSocket.openSocketCount
            precondition(
                atEnd == before - 1, "of \(before) sockets, \(atEnd) survived the loops")
        }
    }
}
