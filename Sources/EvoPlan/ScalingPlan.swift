import EvoDraw

/// How a training scales with ranks: a forecast for each of some numbers of them.
public struct ScalingPlan: Sendable {
  public struct Row: Sendable {
    public var forecast: TeamForecast
    /// The part of its time that a rank is of use, compared with one rank that has all members; where the
    /// members grow with the ranks, the part in which it plays.
    public var efficiency: Double
  }

  public let costs: GenerationCosts
  public var rows: [Row]

  /// Jobs that are simulated for one forecast.
  private static let jobs = 400_000
  private static let generations = 4...50

  /// - Parameters:
  ///   - ranks: the most; powers of two before. Fewer where there are fewer members.
  ///   - membersPerRank: the population grows with the ranks; nil for as many members as configured.
  ///   - population: in place of the configured one.
  public init(
    _ costs: GenerationCosts, _ simulation: TeamSimulation, upTo ranks: Int,
    membersPerRank: Int? = nil, population: Int? = nil
  ) {
    self.costs = costs
    func forecast(_ ranks: Int) -> TeamForecast {
      let population = membersPerRank.map { $0 * ranks } ?? population ?? costs.population
      let generations = min(
        max(Self.jobs / (population * costs.jobsPerMember), Self.generations.lowerBound),
        Self.generations.upperBound)
      return simulation.run(ranks: ranks, population: population, generations: generations)
    }
    let most = membersPerRank == nil ? min(ranks, population ?? costs.population) : ranks
    var counts = sequence(first: 1) { $0 * 2 }.prefix { $0 < most } + [most]
    if ranks <= 4 { counts = Array(1...most) }
    let alone = forecast(1)
    rows = counts.map { count in
      let forecast = count == 1 ? alone : forecast(count)
      let ideal = membersPerRank == nil ? alone.seconds / Double(count) : forecast.playing
      return Row(forecast: forecast, efficiency: ideal / forecast.seconds)
    }
  }

  /// What takes ranks from their use.
  public enum Loss: String, CaseIterable, Sendable {
    /// Members differ in how long they play, and there are few of them a rank.
    case waiting
    case exchange
    /// Every rank makes the same.
    case update
    /// Fewer members than a rank plays side by side.
    case idleLanes = "idle_lanes"
  }

  /// The first forecast of which less than half of the time is of use; nil when all are better.
  public var limit: Row? { rows.first { $0.efficiency < 0.5 } }

  /// What takes most of the time that is lost.
  public func greatestLoss(of row: Row) -> Loss {
    let (forecast, ideal) = (row.forecast, row.efficiency * row.forecast.seconds)
    let losses: [Loss: Double] = [
      .waiting: forecast.waiting, .exchange: forecast.exchange, .update: forecast.update,
      .idleLanes: forecast.playing - ideal,
    ]
    return losses.max { $0.value < $1.value }?.key ?? .waiting
  }

  /// Efficiency against ranks, a line for each plan.
  public static func plot(_ plans: [(name: String, plan: ScalingPlan)], title: String) -> LinePlot {
    LinePlot(
      title: title, x: LinePlot.Axis("ranks", scale: .logarithmic),
      y: LinePlot.Axis("efficiency", unit: "%", range: 0...105),
      series: plans.map { name, plan in
        LinePlot.Series(
          name,
          plan.rows.map {
            LinePlot.Sample(x: Double($0.forecast.ranks), y: 100 * $0.efficiency)
          })
      })
  }
}
