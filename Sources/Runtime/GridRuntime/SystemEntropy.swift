private import CUV

/// The operating system's source of randomness, from which a run takes its one seed.
package enum SystemEntropy {
    /// A word that nobody can predict.
    ///
    /// libuv asks the kernel's random number call first and falls back to the random device where that call is
    /// missing. Without either no identity would be unique, so the process ends.
    package static func seed() -> UInt64 {
        var seed: UInt64 = 0
        let status = unsafe withUnsafeMutableBytes(of: &seed) { bytes in
            // Without a callback the call is synchronous and uses neither a loop nor a request.
            unsafe uv_random(nil, nil, bytes.baseAddress, bytes.count, 0, nil)
        }
        precondition(status == 0, "no randomness available: \(SystemErrorCode(rawValue: status))")
        return seed
    }
}
