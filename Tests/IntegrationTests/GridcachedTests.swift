import Testing

/// Tests of the real program: processes, sockets, signals.
///
/// They run one after the other, because each starts processes of its own.
@Suite("gridcached", .serialized, .timeLimit(.minutes(2)))
struct GridcachedTests {}
