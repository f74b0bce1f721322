import GridDeterminism

extension WallTime {
    /// The time in UTC with milliseconds, as RFC 3339 writes it.
    var timestamp: String {
        let days = milliseconds / 86_400_000
        let ofDay = milliseconds % 86_400_000
        let (year, month, day) = Self.date(ofDay: days)
        let clock = [ofDay / 3_600_000, ofDay / 60_000 % 60, ofDay / 1_000 % 60].map { Self.digits($0, 2) }
        return "\(Self.digits(year, 4))-\(Self.digits(month, 2))-\(Self.digits(day, 2))"
            + "T\(clock[0]):\(clock[1]):\(clock[2]).\(Self.digits(ofDay % 1_000, 3))Z"
    }

    /// The date of a day, counted from 1970-01-01, in the Gregorian calendar.
    ///
    /// Years are taken to begin in March: then the leap day is the last of its year, and months have lengths of a
    /// regular pattern. 146,097 days are 400 years.
    private static func date(ofDay number: UInt64) -> (year: UInt64, month: UInt64, day: UInt64) {
        // 719,468 days lie between 0000-03-01 and 1970-01-01.
        let shifted = number + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        return (era * 400 + yearOfEra + (month <= 2 ? 1 : 0), month, day)
    }

    private static func digits(_ number: UInt64, _ count: Int) -> String {
        let text = "\(number)"
        return String(repeating: "0", count: max(0, count - text.count)) + text
    }
}
