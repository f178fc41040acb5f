import EvoCore

/// What a search looks for the best point of.
public struct OptimizationProblem {
  public let name: String
  public let dimension: Int
  /// The customary start and first step size.
  public let start: [Double]
  public let sigma: Double
  /// One value per vector, NaN where there is none.
  public let values: (Vectors) throws -> [Double]
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
    values = { vectors in (0..<vectors.count).map { value(vectors[$0]) } }
  }

  /// A command, whose search starts at 0 with a sigma of 1.
  ///
  /// A run that fails ranks last; when all of a generation fail, the search ends with the error of
  /// the first.
  ///
  /// - Parameter warn: hears of the first failure.
  public init(
    _ objective: CommandObjective, name: String, dimension: Int, interrupt: Interrupt,
    warn: @escaping (CommandError) -> Void
  ) {
    self.name = name
    self.dimension = dimension
    start = [Double](repeating: 0, count: dimension)
    sigma = 1
    value = nil
    unrolled = nil
    var hasWarned = false
    values = { vectors in
      let results = try objective.values(of: vectors, interrupt: interrupt)
      let failures = results.compactMap { if case .failure(let error) = $0 { error } else { nil } }
      if let first = failures.first {
        if failures.count == results.count { throw first }
        if !hasWarned { warn(first) }
        hasWarned = true
      }
      return results.map { (try? $0.get()) ?? .nan }
    }
  }
}
