// Memory safety: every pointer is used only during the call that hands it out, and every buffer is passed with
// its length. The import is preconcurrent for the sake of `environ`, which this process never changes.
@unsafe @preconcurrency private import Glibc
private import GridDocument

// What the loader needs of the process. Nothing here decides anything.

/// Reads a regular file of at most ``DocumentLimits/fileSizeInBytes``.
package func readWholeFile(_ path: String) throws(FileProblem) -> [UInt8] {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw FileProblem(errorNumber: errno) }
    defer { close(descriptor) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else { throw FileProblem(errorNumber: errno) }
    guard status.st_mode & S_IFMT == S_IFREG else { throw .notRegular }

    let limit = DocumentLimits.fileSizeInBytes
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while bytes.count <= limit {
        let count = unsafe chunk.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
        if count == 0 { return bytes }
        if count < 0 {
            guard errno == EINTR else { throw FileProblem(errorNumber: errno) }
            continue
        }
        bytes += chunk[..<count]
    }
    throw .tooLarge(maximumByteCount: limit)
}

/// The environment variables of this process; call it before there are threads that change them.
package func environmentVariables() -> [(String, String)] {
    var variables: [(String, String)] = []
    // A list of C strings that ends with a null pointer.
    var next = unsafe environ
    while let entry = unsafe next.pointee {
        let text = unsafe String(cString: entry)
        if let equals = text.firstIndex(of: "=") {
            variables.append((String(text[..<equals]), String(text[text.index(after: equals)...])))
        }
        unsafe next += 1
    }
    return variables
}

/// The name of this machine up to the first dot; empty when it has none.
package func hostName() -> String {
    var name = [CChar](repeating: 0, count: 256)
    // The last byte stays zero, so the name ends within the buffer.
    guard unsafe gethostname(&name, name.count - 1) == 0 else { return "" }
    let bytes = name.prefix { $0 != 0 && $0 != CChar(bitPattern: UInt8(ascii: ".")) }
    return String(decoding: bytes.map(UInt8.init(bitPattern:)), as: UTF8.self)
}

extension FileProblem {
    fileprivate init(errorNumber: Int32) {
        switch errorNumber {
        case ENOENT, ENOTDIR: self = .absent
        case EACCES, EPERM: self = .forbidden
        default: self = .failed(code: errorNumber)
        }
    }
}
