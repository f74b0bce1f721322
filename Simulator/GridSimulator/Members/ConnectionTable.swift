import GridLink

/// The connections of one machine by the links under which it knows them.
struct ConnectionTable {
    private struct Entry {
        let link: LinkID
        let connection: Connection
        let side: Connection.Side
    }

    /// By the places of the links: at most one link has a place at a time.
    private var entries: [Entry?] = []

    subscript(link: LinkID) -> (Connection, Connection.Side)? {
        guard link.place < entries.count, let entry = entries[link.place], entry.link == link else {
            return nil
        }
        return (entry.connection, entry.side)
    }

    mutating func insert(_ connection: Connection, _ side: Connection.Side, as link: LinkID) {
        while entries.count <= link.place { entries.append(nil) }
        entries[link.place] = Entry(link: link, connection: connection, side: side)
    }

    /// Removes a link, unless it has been removed already and its place is taken again.
    mutating func remove(_ link: LinkID) {
        guard link.place < entries.count, entries[link.place]?.link == link else { return }
        entries[link.place] = nil
    }
}
