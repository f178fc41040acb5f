import EvoCore

/// What a search looks for the best point of.
public struct OptimizationProblem {
  public let name: String
  public let dimension: Int
  /// The customary start and first step size.
  public let start: [Double]
  public let sigma: Double
  /// One value per vector, NaN where there is none.
  public private(set) var values: (Vectors) throws -> [Double]
  /// The function itself, where looking at it costs nothing.
  public let value: TestFunction.Value?
  /// What is unrolled to get a value, if anything.
  public let unrolled: (any UnrolledProblem)?

  public init(_ function: TestFunction, dimension: Int, instance: Int) {
    name = function.name
    self.dimension = dimension
    start = [Double](repeating: function.start, count: dimension)
    sigma = function.sigma
    unrolled = function.unrolled
    let value = function.make(dimension, instance: instance)
    self.value = value
    let name = function.name
    var watch = FailureWatch()
    values = { vectors in
      let found = (0..<vectors.count).map { value(vectors[$0]) }
      if watch.isHopeless(after: found.map(\.isNaN), isPatient: true) {
        throw ObjectiveError.noValue(name)
      }
      return found
    }
  }

  /// The same problem for a strategy that looks for it in a box.
  public func inside(_ box: SearchBox) -> OptimizationProblem {
    var problem = self
    let values = values
    problem.values = { try values(box.points($0)) }
    return problem
  }

  /// What other programs compute, whose search starts at 0 with a sigma of 1.
  ///
  /// A run that fails ranks last; when all of a generation fail, the search ends with the error of
  /// the first. Where a program works and has no value (`nan`), it takes three generations in a row,
  /// and where a generation is a single run, ten of them.
  ///
  /// - Parameter warn: hears of the first failure.
  public init(
    _ objective: any ProgramObjective, name: String, dimension: Int, interrupt: Interrupt,
    warn: @escaping (CommandError) -> Void
  ) {
    self.name = name
    self.dimension = dimension
    start = [Double](repeating: 0, count: dimension)
    sigma = 1
    value = nil
    unrolled = nil
    var hasWarned = false
    var watch = FailureWatch()
    values = { vectors in
      let results = try objective.values(of: vectors, interrupt: interrupt)
      let failures = results.compactMap { if case .failure(let error) = $0 { error } else { nil } }
      let isHopeless = watch.isHopeless(
        after: results.map { if case .failure = $0 { true } else { false } },
        isPatient: failures.contains { if case .notANumber = $0 { true } else { false } })
      if let first = failures.first {
        if isHopeless { throw first }
        if !hasWarned { warn(first) }
        hasWarned = true
      }
      return results.map { (try? $0.get()) ?? .nan }
    }
  }
}

/// Notices when nothing has a value any more, so that a search could only walk at random.
package struct FailureWatch {
  package init() {}

  private var inARow = 0
  private var generations = 0

  /// How many failures in a row it takes where a generation is a single evaluation.
  private static let singles = 10
  /// How many generations it takes where a value may be found elsewhere.
  private static let patience = 3

  /// - Parameters:
  ///   - failures: whether each member of a generation failed.
  ///   - isPatient: whether other points may have a value.
  package mutating func isHopeless(after failures: [Bool], isPatient: Bool) -> Bool {
    guard failures.allSatisfy({ $0 }) else {
      (inARow, generations) = (0, 0)
      return false
    }
    inARow += failures.count
    generations += 1
    if failures.count == 1 { return inARow >= Self.singles }
    return !isPatient || generations >= Self.patience
  }
}
