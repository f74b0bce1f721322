extension RESPRequest {
    /// Whether this is a line of an HTTP request, and not a command.
    ///
    /// A web page can have a browser send HTTP to this port, with commands as the lines of its body. Every such
    /// request has a line that begins with `POST` or `Host:`, before its body, and no command of Redis is called so.
    var isHTTP: Bool {
        isKeyword("POST", at: 0) || isKeyword("HOST:", at: 0)
    }
}
