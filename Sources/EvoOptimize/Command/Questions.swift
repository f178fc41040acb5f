import EvoCore

/// The values that programs are still asked for, and those that are known.
struct Questions {
  private var results: [Result<Double, CommandError>?]
  private var waiting: [Int]
  private var attempts: [Int]
  private let retries: Int

  /// - Parameter retries: how often a question is put again after a failure.
  init(count: Int, retries: Int) {
    results = .init(repeating: nil, count: count)
    waiting = (0..<count).reversed()
    attempts = .init(repeating: 0, count: count)
    self.retries = retries
  }

  /// A value for each, or why there is none; nil while some are open.
  var answers: [Result<Double, CommandError>]? {
    let known = results.compactMap { $0 }
    return known.count == results.count ? known : nil
  }

  /// The next to be asked, if one waits.
  mutating func next() -> Int? {
    guard let member = waiting.popLast() else { return nil }
    attempts[member] += 1
    return member
  }

  mutating func settle(
    _ member: Int, _ result: Result<Double, CommandError>, _ observe: ProgramObserver
  ) rethrows {
    if case .failure = result, attempts[member] <= retries {
      waiting.append(member)
    } else {
      results[member] = result
      try observe(member, result)
    }
  }
}
