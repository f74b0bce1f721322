package import GridIdentity

/// Why a socket could not be opened, or why it is no longer open.
///
/// After any of these the socket is closed and its descriptor released, unless the operation says otherwise.
package enum SocketError: Error, Hashable, Sendable {
    /// Another socket already listens there.
    case addressInUse(NodeAddress)
    /// The process may not listen on, or connect to, this address; ports below 1,024 often need a privilege.
    case permissionDenied(NodeAddress)
    /// No interface of this machine has the address.
    case addressNotAvailable(NodeAddress)
    /// The system does not listen there for another reason, for example an address that needs an interface's name.
    case cannotListen(NodeAddress, SystemErrorCode)
    /// The host name has no address, or the name server did not answer.
    case cannotResolve(host: String)
    /// The host answered that nobody listens there.
    case connectionRefused(NodeAddress)
    /// There is no route to the host.
    case unreachable(NodeAddress)
    /// No answer arrived within the time that was given, or an established connection fell silent.
    case timedOut(NodeAddress)
    /// The peer broke the connection off; bytes may have been lost in both directions.
    case connectionReset
    /// The process or the machine has no file descriptor left.
    case descriptorLimitReached
    /// Output is still queued, so the socket cannot be handed over. It stays open.
    case outputPending(byteCount: Int)
    /// The loop that served the socket was stopped.
    case loopStopped
    /// The socket was closed or handed over before.
    case closed
    /// Any other refusal of the operating system.
    case system(SystemErrorCode)

    /// The meaning of `code` for a socket that was to be opened at `address`.
    init(_ code: SystemErrorCode, at address: NodeAddress) {
        switch code {
        case .addressInUse: self = .addressInUse(address)
        case .permissionDenied, .operationNotPermitted: self = .permissionDenied(address)
        case .addressNotAvailable: self = .addressNotAvailable(address)
        case .connectionRefused: self = .connectionRefused(address)
        case .hostUnreachable, .networkUnreachable: self = .unreachable(address)
        case .timedOut: self = .timedOut(address)
        default: self.init(code)
        }
    }

    /// The meaning of `code` where no address is at fault.
    init(_ code: SystemErrorCode) {
        switch code {
        case .connectionReset, .brokenPipe: self = .connectionReset
        case .processDescriptorLimit, .systemDescriptorLimit: self = .descriptorLimitReached
        default: self = .system(code)
        }
    }
}

extension SocketError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .addressInUse(let address):
            "another process already listens on \(address); end that process, or choose another port"
        case .permissionDenied(let address):
            "this process may not use \(address); choose another port (those below 1024 need a privilege)"
        case .addressNotAvailable(let address):
            "cannot use \(address): \(address.host) is not an address of this machine; choose one of its own, or "
                + "0.0.0.0 or [::] for all of them"
        case .cannotListen(let address, let code):
            "cannot listen on \(address): \(code); choose another address"
        case .cannotResolve(let host):
            "the host name '\(host)' cannot be resolved; check how it is written, or give an IP address"
        case .connectionRefused(let address): "nobody listens on \(address)"
        case .unreachable(let address): "there is no route to \(address)"
        case .timedOut(let address): "\(address) did not answer in time"
        case .connectionReset: "the peer broke the connection off"
        case .descriptorLimitReached: "no file descriptor is left (see 'ulimit -n')"
        case .outputPending(let byteCount): "\(byteCount) bytes of output are still queued"
        case .loopStopped: "the event loop was stopped"
        case .closed: "the socket is closed"
        case .system(let code): code.description
        }
    }
}
