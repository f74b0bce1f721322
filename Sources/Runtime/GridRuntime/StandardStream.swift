#if canImport(Glibc)
    private import Glibc
#else
    private import Darwin
#endif

/// One of the two streams that a program writes text for people to.
package enum StandardStream: Int32, Sendable {
    case output = 1
    case error = 2

    /// Writes `text` at once, with nothing of other threads in between as long as it is short.
    ///
    /// What cannot be written is lost: nobody is there to read it.
    package func write(_ text: String) {
        let bytes = Array(text.utf8)
        var writtenCount = 0
        while writtenCount < bytes.count {
            let result = unsafe bytes.withUnsafeBytes { buffer in
                // The range lies within the buffer, which is not empty.
                let rest = unsafe UnsafeRawBufferPointer(rebasing: buffer[writtenCount...])
                return unsafe systemWrite(rawValue, rest)
            }
            guard result > 0 else {
                if result < 0, errno == EINTR { continue }
                return
            }
            writtenCount += result
        }
    }
}

/// The system's `write`, under a name that a method called `write` does not hide.
private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
    // The buffer is valid for as many bytes as it says.
    unsafe write(descriptor, bytes.baseAddress, bytes.count)
}
