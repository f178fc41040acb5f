import ArgumentParser
import EvoDraw
import EvoPlan
import EvoTrain
import EvoWords

struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Foresee what a training takes on a cluster.",
    discussion: """
      It trains for some generations, measures on this machine what playing, evaluating and updating take, \
      and simulates how ranks share the members out, wait for each other and exchange what came out. \
      A core of the cluster is taken to be as fast as one of this machine while nothing else runs on it.
      """)

  @Argument(
    help: "The name or the path of a configuration.",
    completion: .shellCommand("evo-rl list configs --names"))
  var config: String

  @Option(
    help: ArgumentHelp(
      "Processes at most; powers of two before them are shown, and all up to 4.", valueName: "count"
    )
  )
  var ranks = 1024

  @Option(help: ArgumentHelp("Threads of each rank.", valueName: "count"))
  var threads = 1

  @Option(
    help: ArgumentHelp(
      "Let the population grow with the ranks: so many members each.", valueName: "count"))
  var membersPerRank: Int?

  @Option(
    help: ArgumentHelp(
      "Cores that all ranks share, as where mpirun is tried on one machine; without it each thread has "
        + "one.", valueName: "count"))
  var cores: Int?

  @OptionGroup var connection: InterconnectOptions

  @Option(
    help: ArgumentHelp("Train for so many generations before measuring.", valueName: "count"))
  var after = 10

  @Option(
    help: ArgumentHelp(
      "Also draw efficiency against ranks for several populations (PNG or SVG).", valueName: "file"),
    completion: .file(extensions: ["png", "svg"]))
  var out: String?

  @OptionGroup var keys: SettingOptions
  @OptionGroup var report: ReportOptions
  @OptionGroup var workers: WorkerOptions

  func validate() throws {
    try requireCount(ranks, "ranks", upTo: 1_000_000)
    try requireCount(threads, "threads", upTo: 1024)
    if let cores { try requireCount(cores, "cores", upTo: 1_000_000) }
    if let membersPerRank { try requireCount(membersPerRank, "members-per-rank", upTo: 1_000_000) }
    guard (0...1_000_000).contains(after) else {
      throw ValidationError("--after \(after): expected a number from 0 to 1000000")
    }
    guard ranks * (membersPerRank ?? 1) <= 10_000_000 else {
      throw ValidationError(
        "--ranks \(ranks) and --members-per-rank \(membersPerRank ?? 1): more than 10000000 members; "
          + "lower one of them")
    }
    if let out { _ = try PlotFile(out) }
  }

  func run() throws {
    let prepared = try PreparedTraining(config, keys.settings, isTold: !report.quiet)
    let costs = try CostMeter(
      prepared.configuration, name: prepared.name, subject: prepared.subject,
      start: prepared.start, workers: workers.threads
    ).measure(after: after)
    let simulation = TeamSimulation(
      costs, threads: threads, interconnect: connection.interconnect, cores: cores)
    let plans = (out == nil ? [1] : [1, 4, 16]).map { factor in
      ScalingPlan(
        costs, simulation, upTo: ranks, membersPerRank: membersPerRank.map { $0 * factor },
        population: costs.population * factor)
    }
    if let out {
      let names = [1, 4, 16].map { factor in
        membersPerRank.map { "\($0 * factor) members a rank" }
          ?? "\(costs.population * factor) members"
      }
      let plot = ScalingPlan.plot(
        Array(zip(names, plans)), title: "\(costs.name) on more ranks, as foreseen")
      try PlotFile(out).write(plot)
    }
    report.show(json: json(plans[0]).text, text: text(plans[0]))
  }

  private func text(_ plan: ScalingPlan) -> String {
    func milliseconds(_ seconds: Double) -> String { Terminal.fixed(1000 * seconds, 3) }
    let rows = plan.rows.map { row in
      let forecast = row.forecast
      return [
        "\(forecast.ranks)", Terminal.short(Double(forecast.population)),
        milliseconds(forecast.seconds), milliseconds(forecast.playing),
        milliseconds(forecast.waiting), milliseconds(forecast.exchange),
        milliseconds(forecast.update), Terminal.short(forecast.bytes),
        Terminal.fixed(100 * row.efficiency, 1),
      ]
    }
    let heading = [
      "ranks", "members", "generation ms", "playing", "waiting", "exchange", "update", "bytes",
      "efficiency %",
    ]
    var lines = [Terminal.table([heading] + rows, rightAligned: Set(0...8)), "", verdict(plan)]
    if let out { lines.append("picture in \(out)") }
    return lines.joined(separator: "\n")
  }

  /// Where it stops scaling, and why.
  private func verdict(_ plan: ScalingPlan) -> String {
    guard let limit = plan.limit else {
      let ranks = plan.rows.last?.forecast.ranks ?? 1
      return ranks < self.ranks && membersPerRank == nil
        ? "There are no more than \(ranks) ranks with work; raise strategy.population for more."
        : "Of \(ranks) ranks at least half of the time is of use."
    }
    let reason =
      switch plan.greatestLoss(of: limit) {
      case .waiting: "they wait for those whose members play longest"
      case .exchange: "messages take it"
      case .update: "the update takes it, which every rank makes"
      case .idleLanes: "they have fewer members than a core plays side by side"
      }
    return "Of \(limit.forecast.ranks) ranks less than half of the time is of use: \(reason)."
  }

  private func json(_ plan: ScalingPlan) -> JSONObject {
    var json = JSONObject()
    json.add("config", plan.costs.name)
    json.add("threads", threads)
    json.add("latency_seconds", connection.latency.seconds)
    json.add("bandwidth_bytes", connection.bandwidth.bytes)
    json.add(
      "forecasts",
      plan.rows.map { row in
        let forecast = row.forecast
        var json = JSONObject()
        json.add("ranks", forecast.ranks)
        json.add("population", forecast.population)
        json.add("seconds", forecast.seconds)
        json.add("playing", forecast.playing)
        json.add("waiting", forecast.waiting)
        json.add("exchange", forecast.exchange)
        json.add("update", forecast.update)
        json.add("bytes", forecast.bytes)
        json.add("efficiency", row.efficiency)
        return json
      })
    if let limit = plan.limit {
      json.add("limit_ranks", limit.forecast.ranks)
      json.add("limit_reason", plan.greatestLoss(of: limit).rawValue)
    }
    if let out { json.add("out", out) }
    return json
  }
}
