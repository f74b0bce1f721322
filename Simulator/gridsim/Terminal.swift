#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What is known about the terminal behind a standard stream.
enum Terminal {
    /// Whether a person sees what is printed to standard output, and wants colours (https://no-color.org).
    static var showsColors: Bool {
        isatty(STDOUT_FILENO) == 1 && !refusesColors
    }

    /// Whether `NO_COLOR` is set to anything but an empty text.
    private static var refusesColors: Bool {
        // The variable is read at once; nobody changes the environment of this process.
        guard let value = unsafe getenv("NO_COLOR") else { return false }
        return unsafe value.pointee != 0
    }

    /// Whether a person sees what is printed to standard error.
    static var showsProgress: Bool { isatty(STDERR_FILENO) == 1 }
}
