import GridDeterminism
import GridIdentity
import GridLink

/// What an operating system does for its processes: connections, as far as the network lets it.
extension World {
    // MARK: What machines ask for

    /// Performs what a state machine wants from the network.
    func perform(_ effects: [LinkEffect], of machine: Machine, _ life: MemberLife) {
        for effect in effects {
            switch effect {
            case .open(let link, let address):
                open(link, to: address.host, of: machine, life)
            case .write(let link, let bytes):
                guard let (connection, side) = life.connection(of: link, machine) else { continue }
                write(bytes, on: connection, from: side)
            case .close(let link):
                guard let (connection, side) = life.connection(of: link, machine) else { continue }
                close(connection, side)
            case .report:
                // For people; the checkers look at the members themselves.
                continue
            }
        }
    }

    private func open(_ link: LinkID, to host: String, of machine: Machine, _ life: MemberLife) {
        guard let target = owner(of: host) else { preconditionFailure("nobody lives at \(host)") }
        let connection = network.connect(from: life.member, to: target.index)
        connection.host = host
        connection[.client].life = life
        connection[.client].machine = machine
        connection[.client].link = link
        connection[.client].phase = .connecting
        life.remember(connection, .client, as: link, machine)
        sendConnectRequest(connection, after: .zero)
    }

    /// Who listens at an address, or would if it ran.
    private func owner(of host: String) -> SimulatedMember? {
        members.first { $0.life != nil && $0.address.host == host }
            ?? members.first { $0.nextAddress.host == host }
    }

    func write(_ bytes: [UInt8], on connection: Connection, from side: Connection.Side) {
        let stream = connection.outgoing(side)
        recorder?.written(bytes, on: connection, from: side, at: now)
        let (writer, reader) = (connection[side].member, connection[side.other].member)
        let isSent = connection.streams[stream].send(
            bytes, on: &network[writer, reader], at: now, network.conditions)
        guard isSent else {
            marks.reach(.connectionGivenUp)
            note(
                "the network gives up a connection of \(name(connection[side])) for its losses", .network,
                by: writer)
            return breakConnection(connection)
        }
        scheduleArrival(connection, stream: stream)
    }

    /// One end closes: what was written before still arrives, then the other end learns of it.
    func close(_ connection: Connection, _ side: Connection.Side) {
        end(connection, side)
        let stream = connection.outgoing(side)
        connection.streams[stream].close(at: now, network.conditions)
        scheduleArrival(connection, stream: stream)
    }

    /// Ends one side without telling the other.
    func end(_ connection: Connection, _ side: Connection.Side) {
        let end = connection[side]
        if case .closed = end.phase { return }
        connection[side].phase = .closed
        if let life = end.life, let link = end.link { life.forget(link, end.machine) }
    }

    // MARK: Connecting

    private func sendConnectRequest(_ connection: Connection, after pause: Duration) {
        connection.requestCount += 1
        let delay = connection.streams[0].delay(network.conditions)
        queue.schedule(.connectRequest(connection), at: now + pause + delay)
    }

    func receiveConnectRequest(_ connection: Connection) {
        guard case .connecting = connection[.client].phase else { return }
        let (client, server) = (connection[.client].member, connection[.server].member)
        var chance = network.stream(.connecting, connection)
        let isRefusing = chance.happens(partsPerMillion: 700_000)
        let isLost = (0..<connection.requestCount).reduce(false) { _, _ in
            chance.happens(partsPerMillion: network.conditions.lossPartsPerMillion)
        }
        let target = members[server]
        let clearAt = max(network[client, server].cloggedUntil, network[server, client].cloggedUntil)
        guard clearAt <= now else { return queue.schedule(.connectRequest(connection), at: clearAt) }
        let isReachable = network.isOpen(from: client, to: server) && network.isOpen(from: server, to: client)
        guard isReachable, !isLost, target.life != nil || !target.isHostDown else {
            return sendConnectRequest(connection, after: NetworkConditions.connectRetryInterval)
        }
        let delay = connection.streams[1].delay(network.conditions)
        guard let life = target.life, target.address.host == connection.host else {
            guard isRefusing else {
                return sendConnectRequest(connection, after: NetworkConditions.connectRetryInterval)
            }
            queue.schedule(.reset(connection, .client), at: now + delay)
            return
        }
        connection[.server].life = life
        connection[.server].phase = .greeting
        connection.handshake = InboundHandshake(local: life.identity)
        queue.schedule(.connected(connection), at: now + delay)
    }

    func connected(_ connection: Connection) {
        let client = connection[.client]
        guard case .connecting = client.phase, let life = client.life, let link = client.link else { return }
        guard !isDeferred(.connected(connection), by: members[client.member], on: client.machine) else {
            return
        }
        connection[.client].phase = .open
        record(.connected, life, machine: client.machine, peer: connection[.server].member)
        handle(.opened(link), by: client.machine, life)
    }

    // MARK: Receiving

    /// Makes sure that what is on its way in a stream is received.
    func scheduleArrival(_ connection: Connection, stream: Int) {
        guard !connection.streams[stream].isScheduled, !connection.streams[stream].isStalled,
            let arrival = connection.streams[stream].nextArrival
        else { return }
        connection.streams[stream].isScheduled = true
        queue.schedule(.arrival(connection, stream: stream), at: max(arrival, now))
    }

    func receive(_ connection: Connection, stream index: Int) {
        connection.streams[index].isScheduled = false
        guard !connection.streams[index].isStalled else { return }
        let side = connection.reader(of: index)
        let reader = members[connection[side].member]
        let way = network[connection[side.other].member, reader.index]
        guard !way.isBlocked else { return stall(connection, stream: index) }
        guard way.cloggedUntil <= now else {
            connection.streams[index].isScheduled = true
            return queue.schedule(.arrival(connection, stream: index), at: way.cloggedUntil)
        }
        if reader.life == nil, reader.isHostDown {
            // Nobody answers; the sender goes on trying until it gives up or somebody is there.
            return retryArrival(connection, stream: index)
        }
        if case .closed = connection[side].phase { return refuse(connection, stream: index) }
        guard !isDeferred(.arrival(connection, stream: index), by: reader, on: connection[side].machine)
        else {
            connection.streams[index].isScheduled = true
            return
        }
        for item in connection.streams[index].takeArrived(at: now) {
            switch item {
            case .bytes(let bytes):
                recorder?.arrived(byteCount: bytes.count, on: connection, stream: index, at: now)
                // A byte counts as sent when it is received, as if there were no buffers on the way.
                let writer = connection[side.other]
                if let life = writer.life, let link = writer.link {
                    life.outputLeft(link, writer.machine, byteCount: bytes.count)
                }
                deliver(bytes, to: side, of: connection)
            case .end: lose(connection, side)
            }
        }
        scheduleArrival(connection, stream: index)
    }

    private func retryArrival(_ connection: Connection, stream: Int) {
        connection.streams[stream].isScheduled = true
        queue.schedule(.arrival(connection, stream: stream), at: now + .seconds(1))
    }

    private func deliver(_ bytes: [UInt8], to side: Connection.Side, of connection: Connection) {
        let end = connection[side]
        guard let life = end.life else { return }
        record(.bytes, life, machine: end.machine, peer: connection[side.other].member, bytes: bytes)
        switch end.phase {
        case .open:
            guard let link = end.link else { return }
            handle(.received(link, bytes), by: end.machine, life)
        case .greeting:
            guard let outcome = connection.handshake?.receive(bytes.span) else { return }
            greet(outcome, connection, side, life)
        case .absent, .connecting, .closed:
            break
        }
    }

    /// Hands a stranger that proved to be a peer over to the machine of its lane.
    private func greet(
        _ outcome: InboundHandshake.Outcome, _ connection: Connection, _ side: Connection.Side,
        _ life: MemberLife
    ) {
        switch outcome {
        case .needsMoreBytes:
            break
        case .refused(let refusal, let reply):
            note("\(members[life.member].name) refuses a connection: \(refusal)", .network, by: life.member)
            write(reply, on: connection, from: side)
            close(connection, side)
        case .accepted(let peer):
            let machine = life.acceptor(of: peer.lane)
            connection[side].machine = machine
            connection[side].phase = .open
            connection.handshake = nil
            handle(.accepted(peer, connection), by: machine, life)
        }
    }

    // MARK: Losing

    /// One end learns that the connection is gone.
    private func lose(_ connection: Connection, _ side: Connection.Side) {
        let end = connection[side]
        switch end.phase {
        case .closed, .absent: return
        case .greeting: self.end(connection, side)
        case .connecting, .open:
            self.end(connection, side)
            guard let life = end.life, let link = end.link else { return }
            record(.lost, life, machine: end.machine, peer: connection[side.other].member)
            handle(.closed(link), by: end.machine, life)
        }
    }

    func reset(_ connection: Connection, _ side: Connection.Side) {
        let member = members[connection[side].member]
        let machine = connection[side].machine
        guard !isDeferred(.reset(connection, side), by: member, on: machine) else { return }
        lose(connection, side)
    }

    /// Tells both ends at once that the connection is broken.
    func breakConnection(_ connection: Connection) {
        connection.streams[0].removeAll()
        connection.streams[1].removeAll()
        queue.schedule(.reset(connection, .client), at: now)
        queue.schedule(.reset(connection, .server), at: now)
    }

    /// Bytes arrived at an end that is closed: the writer is told, if the way back is open.
    private func refuse(_ connection: Connection, stream index: Int) {
        let reader = connection.reader(of: index)
        let writer = reader.other
        guard network.isOpen(from: connection[reader].member, to: connection[writer].member) else {
            return retryArrival(connection, stream: index)
        }
        connection.streams[index].removeAll()
        let delay = connection.streams[1 - index].delay(network.conditions)
        queue.schedule(.reset(connection, writer), at: now + delay)
    }

    /// The way is blocked: decides once what becomes of the connection.
    private func stall(_ connection: Connection, stream index: Int) {
        connection.streams[index].isStalled = true
        guard connection.fate == nil else { return }
        var chance = network.stream(.stall, connection)
        switch chance.next(below: 10) {
        case 0..<5: connection.fate = .survives
        case 5..<8:
            connection.fate = .breaks
            let patience = chance.duration(in: .seconds(1) ... .seconds(20))
            queue.schedule(.reset(connection, .client), at: now + patience)
            queue.schedule(.reset(connection, .server), at: now + patience)
        default:
            connection.fate = .isForgotten
            marks.reach(.connectionForgotten)
            connection.streams[0].isStalled = true
            connection.streams[1].isStalled = true
        }
    }

    /// The ways are open again: what was held back goes on, unless its connection was forgotten.
    func resumeStalledStreams() {
        for connection in network.connections {
            for index in 0..<2 where connection.streams[index].isStalled {
                if connection.fate == .isForgotten { continue }
                connection.streams[index].isStalled = false
                marks.reach(.connectionOvertaken)
                guard connection.streams[index].nextArrival != nil else { continue }
                let delay = connection.streams[index].resumptionDelay(network.conditions)
                connection.streams[index].isScheduled = true
                queue.schedule(.arrival(connection, stream: index), at: now + delay)
            }
            if connection.fate == .survives { connection.fate = nil }
        }
    }

    private func name(_ end: Connection.End) -> String { members[end.member].name }
}
