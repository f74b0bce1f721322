import GridConfiguration
import GridRuntime

/// How many clients the descriptors of the process suffice for.
///
/// Every client takes one. Without this check a node would promise clients that it cannot accept.
struct ClientAllowance: Hashable {
    /// What the process needs beside its clients: ports, loops, peers, files.
    static let reservedDescriptorCount = 128

    let requestedClientCount: Int
    /// The limit of the process before it was raised.
    let limitAtStart: Int
    /// The limit of the process now.
    let limit: Int

    /// Raises the limit of the process for so many clients, as far as the system permits.
    static func claim(clientCount: Int) -> ClientAllowance {
        let before = DescriptorLimit.ofProcess()
        let limit = DescriptorLimit.raise(to: clientCount + reservedDescriptorCount)
        return ClientAllowance(
            requestedClientCount: clientCount, limitAtStart: before.current, limit: limit.current)
    }

    /// How many clients can be served; `nil` when not even one.
    var clientCount: Int? {
        let fitting = limit - Self.reservedDescriptorCount
        return fitting > 0 ? min(requestedClientCount, fitting) : nil
    }

    /// What is to be logged about it.
    var events: [LogEvent] {
        var events: [LogEvent] = []
        if limit > limitAtStart {
            events.append(
                LogEvent(.info, "process.descriptor_limit_raised").with("from", limitAtStart).with(
                    "to", limit))
        }
        if let clientCount, clientCount < requestedClientCount {
            events.append(
                LogEvent(.warn, "resp.max_clients_reduced").with("from", requestedClientCount)
                    .with("to", clientCount).with("descriptor_limit", limit)
                    .with("needed", requestedClientCount + Self.reservedDescriptorCount)
                    .with(
                        "remedy",
                        "raise the hard limit of open files ('ulimit -Hn', or LimitNOFILE= of systemd)"))
        }
        return events
    }
}

/// The process may not even have the descriptors that it needs without clients.
struct TooFewDescriptors: Error, CustomStringConvertible {
    let limit: Int

    var description: String {
        "this process may open \(limit) files and sockets, but needs \(ClientAllowance.reservedDescriptorCount) beside "
            + "one for each client; raise the hard limit of open files ('ulimit -Hn', or LimitNOFILE= of systemd)"
    }
}
