import EvoCore

/// One generation in numbers: a row of `metrics.csv`, a line at the terminal, an event of `--json`.
public struct GenerationReport: Sendable, Equatable {
  /// Counted from 1: how many generations have been completed.
  public var generation: Int
  /// Training steps since the start, all members together; evaluations do not count.
  public var envSteps: Int
  public var fitness: FitnessStatistics
  /// The center's evaluation, in generations that have one.
  public var evaluation: EvaluationSummary?
  /// How many members did better than the center, in generations with an evaluation.
  public var centerRank: Int?
  public var update: UpdateReport
  public var episodeLengthMean: Double
  /// Wall time since the start.
  public var seconds: Double
  public var envStepsPerSecond: Double
  /// The part of the ranks' time that they waited for the slowest of a team; nil for one rank.
  public var idleShare: Double?
  /// The first of the episodes that ended in a number that is not finite.
  public var firstFailure: FailedEpisode?
  /// What evaluations measure beside the return, by name.
  public var measures: [String] = []

  /// Names and values in the order of the columns; nil is an empty cell.
  public var columns: [(name: String, value: Double?)] {
    [
      // What other programs look for as the axis of their plots, and what ours calls it.
      ("generation", Double(generation)), ("step", Double(envSteps)),
      ("env_steps", Double(envSteps)),
      ("fitness_mean", fitness.mean), ("fitness_max", fitness.max), ("fitness_min", fitness.min),
      ("fitness_std", fitness.std), ("return_mean", evaluation?.returnMean),
      ("return_std", evaluation?.returnStd), ("center_rank", centerRank.map(Double.init)),
      ("sigma", update.sigma), ("learning_rate", update.learningRate),
      ("gradient_norm", update.gradientNorm),
      ("update_norm", update.updateNorm), ("update_ratio", update.updateRatio),
      ("episode_length_mean", episodeLengthMean), ("failed", Double(fitness.failed)),
      ("seconds", seconds), ("env_steps_per_second", envStepsPerSecond),
      ("idle_share", idleShare),
    ]
      + measures.map { name in
        (name, evaluation?.measures.first { $0.name == name }?.mean)
      }
  }
}

/// The fitness of a generation; members without a finite fitness are only counted.
public struct FitnessStatistics: Sendable, Equatable {
  public var mean: Double
  public var max: Double
  public var min: Double
  public var std: Double
  /// Members whose fitness is not a number.
  public var failed: Int

  /// All four numbers are NaN when every member failed.
  public init(_ fitness: [Float]) {
    let valid = fitness.filter { !$0.isNaN }.map(Double.init)
    let count = Double(valid.count)
    let mean = valid.reduce(0, +) / count
    self.mean = mean
    max = valid.max() ?? .nan
    min = valid.min() ?? .nan
    std = (valid.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count).squareRoot()
    failed = fitness.count - valid.count
  }
}

extension GenerationReport {
  /// The first line of `metrics.csv`: the columns that every training has, and behind them the measures of
  /// its environment.
  public static func header(measures: [String]) -> String {
    (columnNames + measures).joined(separator: ",")
  }

  package static let columnNames = empty.columns.map(\.name)

  /// The columns that the clock decides; all others are the same for the same seed.
  package static let timeColumns: Set = ["seconds", "env_steps_per_second", "idle_share"]

  /// The report as a row of `metrics.csv`; whole numbers without a point, nothing for nil.
  public var row: String {
    columns.map { column in
      guard let value = column.value else { return "" }
      return value == value.rounded() && abs(value) < 1e15 ? "\(Int(value))" : "\(value)"
    }.joined(separator: ",")
  }

  private static let empty = GenerationReport(
    generation: 0, envSteps: 0, fitness: FitnessStatistics([]), evaluation: nil, centerRank: nil,
    update: UpdateReport(
      gradientNorm: 0, updateNorm: 0, updateRatio: 0, sigma: 0, learningRate: 0),
    episodeLengthMean: 0, seconds: 0, envStepsPerSecond: 0)
}
