import ArgumentParser

/// Numbers with commas between.
struct NumberList: ExpressibleByArgument {
  private let values: [Double]

  init?(argument: String) {
    let parts = argument.split(separator: ",", omittingEmptySubsequences: false)
    values = parts.compactMap { Double($0) }.filter(\.isFinite)
    if values.count != parts.count { return nil }
  }

  /// Whether it is one number for all.
  var isOne: Bool { values.count == 1 }

  /// As many numbers as asked for, the only one again and again.
  func numbers(_ count: Int, option: String) throws -> [Double] {
    if values.count == count { return values }
    guard values.count == 1, let value = values.first else {
      throw ValidationError(
        "\(option): found \(values.count) numbers, expected 1 or the \(count) of --dim")
    }
    return [Double](repeating: value, count: count)
  }
}

/// Words with commas between.
struct WordList: ExpressibleByArgument {
  let values: [String]

  init?(argument: String) {
    values = argument.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    if values.contains("") { return nil }
  }
}

/// Ends of numbers with commas between, such as 0:1,-5:5; one that is left out is none.
struct Bounds: ExpressibleByArgument {
  typealias Range = ClosedRange<Double>

  private let values: [Range]

  init?(argument: String) {
    var values: [Range] = []
    for part in argument.split(separator: ",", omittingEmptySubsequences: false) {
      let ends = part.split(separator: ":", omittingEmptySubsequences: false)
      guard ends.count == 2, let low = ends[0].isEmpty ? -.infinity : Double(ends[0]),
        let high = ends[1].isEmpty ? .infinity : Double(ends[1]), low < high
      else { return nil }
      values.append(low...high)
    }
    self.values = values
  }

  /// As many as asked for, the only one again and again.
  func ranges(_ count: Int) throws -> [Range] {
    if values.count == count { return values }
    guard values.count == 1, let value = values.first else {
      throw ValidationError(
        "--bounds: found \(values.count) ranges, expected 1 or the \(count) of --dim")
    }
    return [Range](repeating: value, count: count)
  }

  static func text(_ range: Range) -> String { "\(range.lowerBound):\(range.upperBound)" }
}
