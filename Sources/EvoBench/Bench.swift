import EvoCore

/// The groups of measurements, in the order in which they run.
public enum BenchGroup: String, CaseIterable, Sendable {
  case kernels, noise, layers, envs, walkers, workers, rollouts, lowrank, memory, solve, startup

  /// The heading above the group's table.
  public var title: String {
    switch self {
    case .kernels: "Kernels, one core"
    case .noise: "Standard normals (Philox4x32-10 and Box-Muller), one core"
    case .layers: "Forward pass 24-64-64-4, tanh, rank 1 noise per member, one core"
    case .envs: "Environments, resets included, one core"
    case .walkers: "Walkers on Box2D, one core"
    case .workers: "Handing work to threads and waiting for it"
    case .rollouts: "Full-population rollouts of cartpole, 4-32-2 tanh, rank 1, one core"
    case .lowrank: "Low-rank against full-rank perturbation of one n x n layer, one core"
    case .memory: "Memory of a whole generation of a 256-256-256 policy, rank 1"
    case .solve: "Time to solve, from process start"
    case .startup: "Start of the program"
    }
  }

  /// Measures the group. A quick run says nothing about targets.
  public func run(_ settings: BenchSettings) throws -> Section {
    var section = try measure(settings)
    if settings.isQuick {
      for index in section.figures.indices { section.figures[index].target = nil }
    }
    return section
  }

  private func measure(_ settings: BenchSettings) throws -> Section {
    switch self {
    case .kernels: KernelBench(settings: settings).run()
    case .noise: NoiseBench(settings: settings).run()
    case .layers: LayerBench(settings: settings).run()
    case .envs: try EnvironmentBench(settings: settings).run()
    case .walkers: try WalkerBench(settings: settings).run()
    case .workers: WorkersBench(settings: settings).run()
    case .rollouts: try RolloutBench(settings: settings).run()
    case .lowrank: LowRankBench(settings: settings).run()
    case .memory: try MemoryBench(settings: settings).run()
    case .solve: try SolveBench(settings: settings).run()
    case .startup: try StartupBench(settings: settings).run()
    }
  }
}
