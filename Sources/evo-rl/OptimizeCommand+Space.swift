import ArgumentParser
import EvoCore
import EvoOptimize

extension OptimizeCommand {
  /// Whether the numbers have ends, or steps of their own.
  var hasBox: Bool { bounds != nil || sigma?.isOne == false }

  /// Where the search looks; nil where all numbers have one first step size and no ends, so that the
  /// strategy sees them as they are.
  func box(for problem: OptimizationProblem) throws -> SearchBox? {
    guard hasBox else { return nil }
    let count = problem.dimension
    let ranges =
      try bounds?.ranges(count)
      ?? [Bounds.Range](
        repeating: -Double.infinity...Double.infinity, count: count)
    let starts =
      try start?.numbers(count, option: "--start")
      ?? zip(problem.start, ranges).map { $1.isClosed ? ($1.lowerBound + $1.upperBound) / 2 : $0 }
    for (index, (start, range)) in zip(starts, ranges).enumerated() where !range.contains(start) {
      throw ValidationError(
        "--start: \(start) is not within the bounds \(Bounds.text(range)) of number \(index)")
    }
    let sigmas =
      try sigma?.numbers(count, option: "--sigma")
      ?? ranges.map { $0.isClosed ? ($0.upperBound - $0.lowerBound) / 4 : problem.sigma }
    if let wrong = sigmas.first(where: { $0 <= 0 }) {
      throw ValidationError("--sigma: found \(wrong), expected numbers above 0")
    }
    return SearchBox(start: starts, sigmas: sigmas, ranges: ranges)
  }
}

extension ClosedRange<Double> {
  fileprivate var isClosed: Bool { lowerBound.isFinite && upperBound.isFinite }
}
