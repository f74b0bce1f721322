private import CUV

/// A signal by which an operator controls a program.
package enum ControlSignal: Hashable, Sendable, CaseIterable {
    /// SIGTERM: end in good order.
    case terminate
    /// SIGINT: the interrupt key was pressed.
    case interrupt
    /// SIGHUP: read the configuration again.
    case hangUp

    /// The number that POSIX gives the signal on every platform.
    package var number: Int32 {
        switch self {
        case .hangUp: 1
        case .interrupt: 2
        case .terminate: 15
        }
    }

    init?(number: Int32) {
        guard let signal = Self.allCases.first(where: { $0.number == number }) else { return nil }
        self = signal
    }
}

/// Receives operator signals on a loop instead of letting them end the process.
///
/// For programs only: a library leaves the signals of the process that embeds it alone. While a watcher is open, the
/// default action of its signals is off; it returns when the last watcher is closed. Signals of one kind that come
/// close together may be reported once.
///
/// Confined to the thread of its loop. A watcher lives until ``close()`` or until its loop is stopped.
@safe package final class SignalWatcher: @unchecked Sendable {
    // `@unchecked Sendable`: a reference may be kept anywhere, but every use happens on the loop's thread, as
    // `assertCurrent` checks.

    private typealias Handle = OwnedHandle<SignalWatcher>

    /// Called for each signal.
    package var onSignal: ((ControlSignal) -> Void)?

    private let loop: EventLoop
    private var handles: [OwnedHandle<SignalWatcher>] = []

    /// Watches `signals`; on a loop that is stopping it watches none.
    ///
    /// - Throws: ``SocketError`` when descriptors are used up; no signal is watched then.
    package init(_ signals: [ControlSignal] = ControlSignal.allCases, on loop: EventLoop) throws(SocketError)
    {
        self.loop = loop
        guard !loop.isStopping else { return }
        for signal in signals {
            if let failure = watch(signal) {
                close()
                throw SocketError(failure)
            }
        }
    }

    /// Gives the signals back.
    package func close() {
        loop.assertCurrent()
        onSignal = nil
        for handle in handles { handle.close() }
        handles = []
    }

    private func watch(_ signal: ControlSignal) -> SystemErrorCode? {
        let handle = Handle(UV_SIGNAL)
        if let code = SystemErrorCode(
            returned: unsafe uv_signal_init(loop.pointer, handle.memory(as: uv_signal_t.self)))
        {
            return code
        }
        handle.open(for: self)
        handles.append(handle)
        // The handle stays in memory until it is closed, and names its watcher as long as that lives.
        let status = unsafe uv_signal_start(
            handle.memory(as: uv_signal_t.self),
            { handle, number in
                guard let watcher = unsafe Handle.owner(of: handle),
                    let signal = ControlSignal(number: number)
                else { return }
                watcher.onSignal?(signal)
            }, signal.number)
        return SystemErrorCode(returned: status)
    }
}

extension SignalWatcher: LoopHandleOwner {
    func loopStops() { close() }
}
