/// Dates as tables have them: 2024-05-17, 2024/05/17 or 17.05.2024, with or without a time of the day.
/// Others, such as 5/6/2024, mean different days in different countries.
enum CalendarDate {
  /// Days since 2000-01-01; nil where the text is no date.
  static func days(_ text: String) -> Float? {
    let parts = text.split(maxSplits: 1) { $0 == "T" || $0 == " " }
    guard let date = parts.first, let whole = day(date) else { return nil }
    guard parts.count == 2 else { return Float(whole) }
    guard let seconds = seconds(parts[1]) else { return nil }
    return Float(Double(whole) + seconds / 86_400)
  }

  private static func day(_ text: Substring) -> Int? {
    for (mark, isReversed) in [("-", false), ("/", false), (".", true)] as [(Character, Bool)] {
      let digits = text.split(separator: mark, omittingEmptySubsequences: false)
      guard digits.count == 3 else { continue }
      let ordered = isReversed ? digits.reversed() : digits
      guard ordered[0].count == 4, ordered.dropFirst().allSatisfy({ (1...2).contains($0.count) })
      else { return nil }
      let numbers = ordered.compactMap { $0.allSatisfy(\.isASCIIDigit) ? Int($0) : nil }
      guard numbers.count == 3, (1...12).contains(numbers[1]),
        (1...length(month: numbers[1], year: numbers[0])).contains(numbers[2])
      else { return nil }
      return days(year: numbers[0], month: numbers[1], day: numbers[2])
    }
    return nil
  }

  private static func length(month: Int, year: Int) -> Int {
    let isLeap = year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
    return [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
  }

  /// Days since 2000-01-01 in the Gregorian calendar.
  private static func days(year: Int, month: Int, day: Int) -> Int {
    // Years begin in March, so that the leap day is their last.
    let shifted = month > 2 ? year : year - 1
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return 365 * shifted + shifted / 4 - shifted / 100 + shifted / 400 + dayOfYear - 730_425
  }

  /// Seconds of the day: 09:30, 09:30:15 or 09:30:15.5, and Z for universal time.
  private static func seconds(_ text: Substring) -> Double? {
    let parts = (text.hasSuffix("Z") ? text.dropLast() : text)
      .split(separator: ":", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { part in
      part.allSatisfy { $0.isASCIIDigit || $0 == "." } ? Double(part) : nil
    }
    guard (2...3).contains(parts.count), numbers.count == parts.count, numbers[0] < 24,
      numbers.dropFirst().allSatisfy({ $0 < 60 })
    else { return nil }
    return zip(numbers, [3600, 60, 1]).reduce(0) { $0 + $1.0 * $1.1 }
  }
}

extension Character {
  fileprivate var isASCIIDigit: Bool { isASCII && isNumber }
}
