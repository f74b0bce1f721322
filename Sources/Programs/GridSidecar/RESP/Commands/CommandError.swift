/// Why a command is answered with an error, after which the connection goes on.
package struct CommandError: Error, Hashable, Sendable {
    /// The kind of error in capital letters, a space and a sentence that may quote bytes of the client.
    package let message: [UInt8]

    package init(_ message: String) {
        self.message = Array(message.utf8)
    }

    package init(message: [UInt8]) {
        self.message = message
    }

    // The words are those of Redis, because clients look for some of them.

    static var syntax: CommandError { CommandError("ERR syntax error") }

    static var notAnInteger: CommandError { CommandError("ERR value is not an integer or out of range") }

    /// The command does not have that many arguments; `command` is its full name.
    static func wrongArgumentCount(of command: String) -> CommandError {
        CommandError("ERR wrong number of arguments for '\(command)' command")
    }

    /// The time to live of `request` is not positive, or out of range.
    static func invalidExpiry(in request: RESPRequest) -> CommandError {
        CommandError("ERR invalid expire time in '\(request.text(at: 0).lowercased())' command")
    }

    /// Nobody knows the command of `request`; its first arguments are quoted, 128 bytes of them at most.
    static func unknownCommand(_ request: RESPRequest) -> CommandError {
        var quoted: [UInt8] = []
        for index in 1..<max(1, request.count) {
            guard quoted.count < 128 else { break }
            quoted.append(UInt8(ascii: "'"))
            quoted += request.excerpt(at: index, maximumByteCount: 128 - (quoted.count - 1))
            quoted += "' ".utf8
        }
        return CommandError(
            message: Array("ERR unknown command '".utf8) + request.excerpt(at: 0, maximumByteCount: 128)
                + Array("', with args beginning with: ".utf8) + quoted)
    }

    /// `command` is known, but not its subcommand.
    static func unknownSubcommand(_ request: RESPRequest, of command: String) -> CommandError {
        CommandError(
            message: Array("ERR unknown subcommand '".utf8) + request.excerpt(at: 1, maximumByteCount: 128)
                + Array("'. Try \(command.uppercased()) HELP.".utf8))
    }

    /// An option at `index` is not known; `sentence` ends before its name, which is quoted.
    static func unknownOption(_ sentence: String, _ request: RESPRequest, at index: Int) -> CommandError {
        CommandError(
            message: Array("ERR \(sentence) '".utf8) + request.excerpt(at: index, maximumByteCount: 128) + [
                UInt8(ascii: "'")
            ])
    }
}

extension RESPRequest {
    /// The beginning of an argument, for a message; a zero byte ends it.
    func excerpt(at index: Int, maximumByteCount: Int) -> [UInt8] {
        let argument = span(at: index)
        var count = 0
        while count < argument.count, count < maximumByteCount, argument[count] != 0 { count += 1 }
        return (0..<count).map { argument[$0] }
    }
}
