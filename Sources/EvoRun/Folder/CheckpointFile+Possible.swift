import EvoCore
import EvoTrain

/// What no training can have in its state. A file may have a right checksum and hold it all the same.
extension CheckpointFile {
  static func require(
    _ isPossible: Bool, _ key: String, found: @autoclosure () -> String, expected: String,
    file: String
  ) throws(CheckpointError) {
    guard isPossible else {
      throw .impossible(file: file, key: key, found: found(), expected: expected)
    }
  }

  /// What the numbers of a strategy's vector are, by the name of the vector.
  private enum Contents {
    case anything, finite, positive, notNegative
    /// A symmetric matrix whose diagonal is positive.
    case covariance
    /// Whole numbers from 0 to this.
    case counts(Int)

    /// - Parameter limits: of the vectors that are counts.
    init(_ name: String, limits: [String: Int]) {
      self =
        switch name {
        // A parent that was not evaluated yet, or failed; what an environment or a problem has saved.
        case "parent_fitness", "best_fitness", "inner_states", "episodes.saved": .anything
        case "sigma", "scale", "parent_sigmas", "deviations", "lengths": .positive
        case "covariance": .covariance
        case "optimizer.second_moment", "variances": .notNegative
        default: limits[name].map(Self.counts) ?? .finite
        }
    }

    var expected: String {
      switch self {
      case .anything, .finite: "finite numbers"
      case .positive: "finite numbers above 0"
      case .notNegative: "finite numbers from 0 on"
      case .covariance: "finite numbers, above 0 on the diagonal"
      case .counts(let limit): "whole numbers from 0 to \(limit)"
      }
    }

    /// The first number that cannot be among the others.
    func wrong<Number: BinaryFloatingPoint>(in values: [Number]) -> Number? {
      let size = Int(Double(values.count).squareRoot())
      return switch self {
      case .anything: nil
      case .finite: values.first { !$0.isFinite }
      case .positive: values.first { !($0 > 0 && $0.isFinite) }
      case .notNegative: values.first { !($0 >= 0 && $0.isFinite) }
      case .covariance:
        values.first { !$0.isFinite }
          ?? (0..<size).lazy.map { values[$0 * size + $0] }.first { $0 <= 0 }
      case .counts(let limit):
        values.first { !($0 >= 0 && $0 <= Number(limit) && $0 == $0.rounded()) }
      }
    }
  }

  /// - Parameter pieces: how the strategy plays episodes in pieces, if it does.
  /// - Throws: `CheckpointError.impossible`.
  static func requirePossible(
    _ strategy: StrategyState, pieces: EpisodePieces?, file: String
  ) throws(CheckpointError) {
    let limits = pieces?.countLimits(generation: strategy.generation) ?? [:]
    for vector in strategy.vectors { try requirePossible(vector, limits, file: file) }
    for vector in strategy.doubles { try requirePossible(vector, limits, file: file) }
    // What a strategy counts happens once a generation at most.
    for (key, count) in strategy.counters.sorted(by: { $0.key < $1.key }) {
      try require(
        (0...max(strategy.generation, 0)).contains(count), "strategy.\(key)", found: "\(count)",
        expected: "at most the generation, \(strategy.generation)", file: file)
    }
  }

  private static func requirePossible<Number: BinaryFloatingPoint>(
    _ vector: NamedVector<Number>, _ limits: [String: Int], file: String
  ) throws(CheckpointError) {
    let contents = Contents(vector.name, limits: limits)
    guard let wrong = contents.wrong(in: vector.values) else { return }
    throw .impossible(
      file: file, key: "strategy.\(vector.name)", found: "\(wrong)", expected: contents.expected)
  }

  /// - Throws: `CheckpointError.impossible`.
  static func requirePossible(
    _ state: TrainerState, _ strategy: StrategyState, file: String
  ) throws(CheckpointError) {
    let generation = state.generation
    try require(
      strategy.generation == generation, "strategy.generation", found: "\(strategy.generation)",
      expected: "the file's generation, \(generation)", file: file)
    for (key, evaluation) in [("evaluation", state.evaluation), ("best", state.best)] {
      guard let evaluation else { continue }
      try require(
        (1...max(generation, 1)).contains(evaluation.generation) && generation > 0,
        "\(key).generation", found: "\(evaluation.generation)",
        expected: "a generation from 1 to the file's, \(generation)", file: file)
      let summary = evaluation.summary
      try require(
        (0...summary.episodes).contains(summary.failed), key, found: "\(summary.failed) failed",
        expected: "at most the \(summary.episodes) episodes", file: file)
    }
    if let best = state.best {
      try require(
        best.summary.returnMean.isFinite
          && best.generation <= state.evaluation?.generation ?? 0,
        "best", found: "a return of \(best.summary.returnMean) in generation \(best.generation)",
        expected: "a return of the latest evaluation or of one before it", file: file)
    }
    let moments = [("observation", state.moments), ("best.observation", state.bestCenter?.moments)]
    for (key, moments) in moments {
      guard let moments else { continue }
      let isPossible =
        moments.count.isFinite && moments.count >= 0 && moments.mean.allSatisfy(\.isFinite)
        && moments.squares.allSatisfy { $0.isFinite && $0 >= 0 }
      try require(
        isPossible, key, found: "statistics that are not of any numbers",
        expected: "finite means, and a count and squares of at least 0", file: file)
    }
    if let best = state.bestCenter {
      try require(
        state.best != nil && best.parameters.allSatisfy(\.isFinite), "best.center",
        found: state.best == nil
          ? "a center without its evaluation" : "numbers that are not finite",
        expected: "the finite numbers of the center of an evaluation", file: file)
    }
    let others = (state.adversary?.weights ?? []) + (state.reference?.observations ?? [])
    try require(
      others.allSatisfy(\.isFinite), "adversary.weights or reference.observations",
      found: "a number that is not finite", expected: "finite numbers", file: file)
  }
}
