import EvoCore
import EvoTrain

/// The largest resident set of a process that runs one whole generation of a huge population.
struct MemoryBench {
  let settings: BenchSettings
  static let width = 256
  private var population: Int { settings.isQuick ? 256 : 1 << 20 }

  init(settings: BenchSettings) { self.settings = settings }

  func run() throws -> Section {
    let child = try ChildProcess.succeed(
      settings.executable, ["bench", "--generation-of", "\(population)"])
    guard let bytes = Double(child.output.filter(\.isNumber)), bytes > 0 else {
      throw ChildProcess.Failure(
        command: "\(settings.executable) bench --generation-of \(population)",
        reason: "did not tell its memory")
    }
    let network = Self.network
    let full = Double(NoiseBlock.bytesPerLane(network: network, rank: nil)) * Double(population)
    return Section(
      .memory,
      [
        Figure(
          "resident, \(population) members", "B", Spread(exactly: bytes),
          target: .atMost(200e6)),
        Figure("generation", "s of CPU", Spread(exactly: child.cpuSeconds)),
        Figure("full-rank noise would take", "B", Spread(exactly: full)),
      ],
      notes: ["ask, one step of every member, tell; in a process of its own"])
  }

  private static var network: Network {
    Network(widths: [width, width, width], activation: .tanh)
  }

  /// What the process of its own does: one generation of `population` members.
  static func runGeneration(of population: Int) throws {
    let kind = EnvironmentKind(spec: OneStep.spec) { OneStep() }
    var configuration = TrainingConfiguration(env: OneStep.spec.name)
    configuration.policy.hidden = [width]
    configuration.strategy.population = population
    configuration.evaluation.every = 0
    let trainer = try Trainer(
      configuration, kind: kind, workers: ThreadWorkers(count: ThreadWorkers.coreCount))
    _ = try trainer.runGeneration()
  }
}

/// Runs one generation of `population` members of a 256-256-256 policy in this process.
///
/// - Returns: the largest resident set that the process ever had, in bytes; 0 where it is not known.
///   (The kernel tells a parent a number that includes the parent's own memory.)
public func peakMemory(ofGenerationOf population: Int) throws -> Int {
  try MemoryBench.runGeneration(of: population)
  let line = lines(of: "/proc/self/status").first { $0.hasPrefix("VmHWM:") } ?? ""
  return (Int(line.filter(\.isNumber)) ?? 0) * 1024
}

/// A task of one step whose reward is the first action: all its cost is the policy's.
private struct OneStep: Environment {
  static let spec = EnvironmentSpec(
    name: "one-step", summary: "Act once.", origin: "a benchmark",
    observation: (0..<MemoryBench.width).map { Component("input \($0)", -1, 1) },
    action: .continuous((0..<MemoryBench.width).map { Component("output \($0)", -1, 1) }),
    reward: "the first action", start: "all inputs uniform in [-1, 1)", end: "after one step",
    stepLimit: 1, solvedAt: nil, framesPerSecond: 1)

  var spec: EnvironmentSpec { Self.spec }

  mutating func reset(random: inout Random, observation: LaneWriter) {
    for k in 0..<MemoryBench.width { observation[k] = random.uniform(-1, 1) }
  }

  mutating func step(action: LaneReader, observation: LaneWriter) -> Step {
    for k in 0..<MemoryBench.width { observation[k] = action[k] }
    return Step(reward: action[0], terminated: true)
  }
}
