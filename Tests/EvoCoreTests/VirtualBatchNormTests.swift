import EvoCore
import EvoTestSupport
import Testing

@Suite("Virtual batch normalization")
struct VirtualBatchNormTests {
  static let network = Network(widths: [5, 7, 6, 3], activation: .tanh, hidden: .batchNormed)
  static let generation = Generation(
    seed: 3, index: 2, memberCount: 64, sigma: 0.2, antithetic: true)

  /// - Parameter samples: not a multiple of 16, so that lanes past the batch would show.
  private func policy(samples: Int = 37, normalizer: ObservationNormalizer? = nil) -> Policy {
    var random = Random(test: 20)
    let parameters = (0..<Self.network.parameterCount).map { _ in random.bell() }
    let observations = (0..<samples * 5).map { 0.5 * Float($0 % 5) + random.bell() }
    return Policy(
      network: Self.network, head: .discrete(choices: 3), parameters: parameters,
      normalizer: normalizer,
      reference: ReferenceBatch(observations: observations, count: samples))
  }

  private func load(
    _ policy: Policy, rank: Int?, stride: Int, lane: Int, member: Int
  ) -> PolicyBlock {
    let block = PolicyBlock(policy: policy, rank: rank, stride: stride)
    block.load(
      member: member, of: Self.generation, perturbation: GaussianPerturbation(rank: rank),
      lane: lane)
    return block
  }

  private func rows(_ reference: ReferenceBatch) -> [[Double]] {
    (0..<reference.count).map { row in
      reference.observations[row * 5..<row * 5 + 5].map(Double.init)
    }
  }

  @Test(
    "statistics and outputs are those of the perturbed network in double precision",
    arguments: [1, 3, nil] as [Int?], [1, 16, 37, 128])
  func definition(rank: Int?, samples: Int) throws {
    var random = Random(test: 21)
    let policy = policy(samples: samples)
    let batch = rows(try #require(policy.reference))
    let members = ExplicitMembers(
      Self.generation, of: GaussianPerturbation(rank: rank), around: policy.parameters,
      network: Self.network)
    let x = LaneMatrix(rows: 5, stride: 16) { random.bell() }
    for member in [0, 1, 17] {
      let block = load(policy, rank: rank, stride: 16, lane: 4, member: member)
      let explicit = ExplicitNetwork(Self.network, parameters: members.parameters(of: member))
      let expected = explicit.statistics(over: batch)
      for (found, expected) in zip(block.batchStatistics(lane: 4), expected) {
        #expect(relativeDistance(found.mean.map(Double.init), expected.mean) < 2e-5)
        #expect(
          samples == 1
            ? found.variance.allSatisfy { $0 < 1e-9 }
            : relativeDistance(found.variance.map(Double.init), expected.variance) < 2e-5)
      }
      let y = block.forward(x.base, lanes: 16)
      let outputs = explicit.outputs(for: x.column(4).map(Double.init), statistics: expected)
      // One sample has variance 0, which blows roundings up by 1 / sqrt(1e-3).
      let tolerance = samples == 1 ? 1e-3 : 5e-5
      #expect(relativeDistance((0..<3).map { Double(y[$0 * 16 + 4]) }, outputs) < tolerance)
    }
  }

  @Test(
    "the lane, the block and the way of loading do not matter", arguments: [1, 2, nil] as [Int?])
  func position(rank: Int?) {
    let policy = policy()
    let expected = load(policy, rank: rank, stride: 16, lane: 0, member: 9).batchStatistics(lane: 0)
    for (stride, lane) in [(16, 15), (64, 0), (64, 33), (128, 127)] {
      let block = load(policy, rank: rank, stride: stride, lane: lane, member: 9)
      #expect(block.batchStatistics(lane: lane) == expected)
    }
    let block = PolicyBlock(policy: policy, rank: rank, stride: 32)
    block.loadSixteen(
      members: (0..<16).map { Int32($0) }, of: Self.generation,
      perturbation: GaussianPerturbation(rank: rank), firstLane: 16)
    #expect(block.batchStatistics(lane: 25) == expected)
  }

  @Test("members differ, and each keeps its statistics while it and others play")
  func frozen() {
    var random = Random(test: 22)
    let block = PolicyBlock(policy: policy(), rank: 1, stride: 16)
    let perturbation = GaussianPerturbation(rank: 1)
    for lane in 0..<16 {
      block.load(member: lane, of: Self.generation, perturbation: perturbation, lane: lane)
    }
    let before = (0..<16).map(block.batchStatistics)
    for lane in 1..<16 { #expect(before[lane] != before[0]) }
    for _ in 0..<3 {
      let x = LaneMatrix(rows: 5, stride: 16) { random.bell() * 10 }
      _ = block.forward(x.base, lanes: 16)
    }
    block.load(member: 40, of: Self.generation, perturbation: perturbation, lane: 3)
    let after = (0..<16).map(block.batchStatistics)
    for lane in 0..<16 { #expect((after[lane] == before[lane]) == (lane != 3)) }
  }

  @Test("the reference batch goes through the observation normalizer like any observation")
  func normalizer() throws {
    let normalizer = ObservationNormalizer(
      mean: [1, 2, 3, 4, 5], variance: [1, 4, 9, 16, 0.25], limit: 1.5)
    let plain = policy()
    let reference = try #require(plain.reference)
    let inverse = normalizer.inverseDeviation
    let normalized = reference.observations.enumerated().map { i, x in
      min(max((x - normalizer.mean[i % 5]) * inverse[i % 5], -1.5), 1.5)
    }
    var transformed = plain
    transformed.reference = ReferenceBatch(observations: normalized, count: reference.count)
    let found = load(policy(normalizer: normalizer), rank: 1, stride: 16, lane: 0, member: 6)
    let expected = load(transformed, rank: 1, stride: 16, lane: 0, member: 6)
    #expect(found.batchStatistics(lane: 0) == expected.batchStatistics(lane: 0))
  }

  @Test("the center's statistics are those of a member without noise")
  func center() {
    var still = Self.generation
    still.sigma = 0
    let policy = policy()
    let block = PolicyBlock(policy: policy, rank: 1, stride: 16)
    block.load(member: 5, of: still, perturbation: GaussianPerturbation(rank: 1), lane: 2)
    let unperturbed = PolicyBlock(policy: policy, rank: 0, stride: 16)
    unperturbed.loadCenter(lane: 0)
    #expect(unperturbed.batchStatistics(lane: 0) == block.batchStatistics(lane: 2))
  }
}
