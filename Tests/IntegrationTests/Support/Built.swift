import Foundation

/// Where things are.
struct Built {
    /// The root of the checkout.
    static let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// A program of this package, from the same build as the tests.
    static func program(_ name: String) -> URL {
        let folders = [Bundle.main.bundleURL, Bundle.main.bundleURL.deletingLastPathComponent()]
        let built = repository.appendingPathComponent(".build/debug")
        let candidates = (folders + [built]).map { $0.appendingPathComponent(name) }
        return candidates.first { FileManager.default.isExecutableFile(atPath: $0.path) } ?? candidates[0]
    }

    /// The Python that has the Redis client, as `.ci/setup --tests` prepares it.
    static let python = repository.appendingPathComponent(".build/python/bin/python")

    /// Whether the Python client is there, or must be.
    static var requiresPython: Bool {
        FileManager.default.isExecutableFile(atPath: python.path)
            || ProcessInfo.processInfo.environment["CI"] != nil
    }
}
