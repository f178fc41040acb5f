import EvoCore

/// The forward pass of a walker's policy, one member per lane.
struct LayerBench {
  let settings: BenchSettings

  func run() -> Section {
    let clock = Stopclock(settings: settings)
    let lanes = 64
    let network = Network(widths: [24, 64, 64, 4], activation: .tanh)
    let policy = Policy(
      network: network, head: .discrete(choices: 4),
      parameters: network.initialParameters(seed: 1), normalizer: nil, reference: nil)
    let generation = Generation(
      seed: 1, index: 0, memberCount: lanes, sigma: 0.1, antithetic: true)
    let perturbation = GaussianPerturbation(rank: 1)
    let block = PolicyBlock(policy: policy, rank: 1, stride: lanes)
    let observation = AlignedBuffer<Float>(count: 24 * lanes, filledWith: 0.5)
    func load() {
      for first in stride(from: 0, to: lanes, by: 16) {
        let members = (0..<16).map { Int32(first + $0) }
        block.loadSixteen(
          members: members, of: generation, perturbation: perturbation, firstLane: first)
      }
    }
    load()
    return Section(
      .layers,
      [
        Figure(
          "noise ready", "members/s",
          clock.rate(of: Double(lanes)) { _ = block.forward(observation.base, lanes: lanes) },
          target: .atLeast(5e6)),
        Figure(
          "noise made for one forward", "members/s",
          clock.rate(of: Double(lanes)) {
            load()
            _ = block.forward(observation.base, lanes: lanes)
          }),
      ])
  }
}
