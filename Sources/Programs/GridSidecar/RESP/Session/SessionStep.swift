package import GridReplication

/// What a ``CommandSession`` needs next.
package enum SessionStep: Hashable, Sendable {
    /// Carry out this request and resume with the answer.
    ///
    /// Apart from ``performAll(_:)``, so that the commands of the hot path allocate no array.
    case perform(CacheRequest)
    /// Carry out these requests, side by side, and resume with their answers in this order.
    case performAll([CacheRequest])
    /// Carry out this request, which only the server can, and resume with the answer.
    case administer(AdministrativeRequest)
    /// Send what was written; come back when the client has read it. Backpressure against clients that only write.
    case deliverOutput
    /// Send what was written; come back when more bytes have arrived.
    case needsInput
    /// Send what was written and close the connection.
    case close
    /// Cut the connection off without another word: who sent this speaks HTTP.
    case abort
}

/// What only the server as a whole can do for a client.
package enum AdministrativeRequest: Hashable, Sendable {
    /// How many live entries the cache holds; answered by ``AdministrativeAnswer/count(_:)``.
    case countEntries
    /// Remove every entry; answered by ``AdministrativeAnswer/done``.
    case removeAllEntries
    /// Statistics as the lines of `INFO`, for these sections in lower case, or the default ones when there are none;
    /// answered by ``AdministrativeAnswer/text(_:)``.
    case describe(sections: [String])
    /// The settings whose names match any of the patterns; answered by ``AdministrativeAnswer/settings(_:)``.
    case listSettings(matching: [GlobPattern])
}

/// The server's answer to an ``AdministrativeRequest``.
package enum AdministrativeAnswer: Hashable, Sendable {
    case count(Int)
    case done
    case text(String)
    case settings([Setting])
    /// The request was not carried out, or not everywhere.
    case failed(OperationFailure)
    /// The request was not carried out, for a reason that is told in these words, of which the first is the kind of
    /// the error.
    case refused(String)

    /// A setting by its name.
    package struct Setting: Hashable, Sendable {
        package var name: String
        package var value: String

        package init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }
}
