import EvoCore

/// Groups of runs side by side, the later ones against the first.
public struct Comparison: Sendable {
  /// A number with the interval that it is known to; nil for a single run.
  public struct Estimate: Sendable {
    public var value: Double
    public var interval: ClosedRange<Double>?
  }

  /// One group in numbers.
  public struct Row: Sendable {
    public var group: RunGroup
    public var finalMean: Double
    /// Of the population, with n; nil for one run.
    public var finalStd: Double?
    public var iqm: Estimate
    public var bestMean: Double
    /// Runs whose evaluations reached the threshold; nil where there is none.
    public var reached: Int?
    /// Medians by Kaplan and Meier; nil where fewer than half of the runs got there.
    public var stepsToThreshold: Double?
    public var secondsToThreshold: Double?
  }

  /// A group against the first.
  public struct Pair: Sendable {
    public var first: RunGroup
    public var other: RunGroup
    /// Interquartile mean of the other less that of the first.
    public var difference: Estimate
    /// That a run of the other ends better than one of the first.
    public var improvement: Estimate
    /// That a run of the other reaches the threshold in fewer steps; nil where there is none.
    public var sooner: Estimate?
  }

  public let rows: [Row]
  public let pairs: [Pair]

  /// - Parameter groups: at least one, of one environment or data set.
  public init(of groups: [RunGroup], bootstrap: Bootstrap = Bootstrap()) {
    bootstrap.tally?.begin(
      "comparing", total: Self.intervals(groups) * bootstrap.resamples, unit: "resamples")
    rows = groups.map { Row($0, bootstrap) }
    pairs = groups.dropFirst().map { Pair(groups[0], $0, bootstrap) }
  }

  /// How many intervals there will be.
  private static func intervals(_ groups: [RunGroup]) -> Int {
    let several = groups.map { $0.runs.count > 1 }
    let pairs = several[0] ? several.dropFirst().count { $0 } : 0
    return several.count { $0 } + pairs * (groups[0].threshold == nil ? 2 : 3)
  }
}

extension Comparison.Row {
  init(_ group: RunGroup, _ bootstrap: Bootstrap) {
    self.group = group
    let finals = group.finals
    let count = Double(finals.count)
    let mean = finals.reduce(0, +) / count
    finalMean = mean
    finalStd =
      finals.count > 1
      ? (finals.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count).squareRoot() : nil
    iqm = Comparison.Estimate(
      value: interquartileMean(finals),
      interval: bootstrap.interval([finals.count]) { drawn in
        interquartileMean(drawn[0].map { finals[$0] })
      })
    bestMean = group.bests.reduce(0, +) / count
    if let threshold = group.threshold {
      let steps = group.times(to: threshold, on: .steps)
      reached = steps.count { $0.isReached }
      stepsToThreshold = TimeToThreshold.median(steps)
      secondsToThreshold = TimeToThreshold.median(group.times(to: threshold, on: .seconds))
    }
  }
}

extension Comparison.Pair {
  init(_ first: RunGroup, _ other: RunGroup, _ bootstrap: Bootstrap) {
    self.first = first
    self.other = other
    let counts = [first.runs.count, other.runs.count]
    func estimate<Score>(
      _ one: [Score], _ two: [Score], _ statistic: ([Score], [Score]) -> Double
    ) -> Comparison.Estimate {
      Comparison.Estimate(
        value: statistic(one, two),
        interval: bootstrap.interval(counts) { drawn in
          statistic(drawn[0].map { one[$0] }, drawn[1].map { two[$0] })
        })
    }
    difference = estimate(first.finals, other.finals) {
      interquartileMean($1) - interquartileMean($0)
    }
    improvement = estimate(first.finals, other.finals) { improvementProbability(of: $1, over: $0) }
    sooner = first.threshold.map { threshold in
      estimate(
        first.times(to: threshold, on: .steps), other.times(to: threshold, on: .steps)
      ) { soonerProbability(of: $1, over: $0) }
    }
  }
}

extension RunGroup {
  /// When each run first reached `threshold`.
  func times(to threshold: Double, on axis: CurveAxis) -> [TimeToThreshold] {
    runs.map { $0.time(to: threshold, on: axis) }
  }
}
