import EvoCore
import EvoTestSupport
import Testing

@Suite("Gaussian perturbation")
struct GaussianPerturbationTests {
  static let ranks: [Int?] = [1, 2, 4, nil]
  static let network = Network(widths: [7, 5, 3], activation: .tanh, hidden: .batchNormed)
  static let wide = Network(widths: [12, 9], activation: .tanh)

  private func center(_ network: Network) -> [Float] {
    var random = Random(test: 10)
    return (0..<network.parameterCount).map { _ in random.bell() }
  }

  private func generation(members: Int, antithetic: Bool, sigma: Float = 0.3) -> Generation {
    Generation(seed: 77, index: 5, memberCount: members, sigma: sigma, antithetic: antithetic)
  }

  /// A column of a noise block.
  private func column(_ noise: NoiseBlock, _ lane: Int) -> [Float] {
    (0..<noise.rowCount).map { noise.row($0)[lane] }
  }

  @Test("16 lanes at once hold the same bits as lane by lane, wherever they lie", arguments: ranks)
  func fillSixteen(rank: Int?) {
    let perturbation = GaussianPerturbation(rank: rank)
    let center = center(Self.network)
    let members: [Int32] = [3, 0, 1, 2, 200, 201, 7, 7, 8, 9, 10, 11, 12, 13, 99, 98]
    for antithetic in [true, false] {
      let generation = generation(members: 256, antithetic: antithetic)
      let block = NoiseBlock(network: Self.network, rank: rank, stride: 48)
      let single = NoiseBlock(network: Self.network, rank: rank, stride: 16)
      perturbation.fillSixteen(
        block, firstLane: 32, members: members, of: generation, center: center)
      for (i, member) in members.enumerated() {
        perturbation.fill(
          single, lane: 15 - i, member: Int(member), of: generation, center: center)
        #expect(bits(column(block, 32 + i)) == bits(column(single, 15 - i)), "member \(member)")
      }
      #expect(column(block, 0).allSatisfy { $0 == 0 }, "other lanes are left alone")
    }
  }

  @Test("the members of a pair lie opposite each other around the center", arguments: ranks)
  func pairs(rank: Int?) {
    let center = center(Self.network)
    let members = ExplicitMembers(
      generation(members: 8, antithetic: true), of: GaussianPerturbation(rank: rank),
      around: center, network: Self.network)
    for pair in 0..<4 {
      let middle = zip(members.parameters(of: 2 * pair), members.parameters(of: 2 * pair + 1))
        .map { ($0 + $1) / 2 }
      #expect(relativeDistance(middle, center.map(Double.init)) < 1e-6)
    }
  }

  @Test("generations, seeds and pairs differ", arguments: ranks)
  func differences(rank: Int?) {
    let center = center(Self.network)
    var other = generation(members: 8, antithetic: true)
    func parameters(_ generation: Generation, _ member: Int) -> [Double] {
      ExplicitMembers(
        generation, of: GaussianPerturbation(rank: rank), around: center, network: Self.network
      ).parameters(of: member)
    }
    let first = parameters(other, 0)
    #expect(first == parameters(other, 0))
    #expect(first != parameters(other, 2))
    other.index += 1
    #expect(first != parameters(other, 0))
    other.index -= 1
    other.seed += 1
    #expect(first != parameters(other, 0))
  }

  @Test("the forward pass is that of the explicitly perturbed matrices", arguments: ranks)
  func forward(rank: Int?) {
    var random = Random(test: 11)
    let network = Network(widths: [9, 14, 5], activation: .tanh)
    let policy = Policy(
      network: network, head: .discrete(choices: 5), parameters: center(network),
      normalizer: nil, reference: nil)
    let perturbation = GaussianPerturbation(rank: rank)
    let generation = generation(members: 64, antithetic: true)
    let block = PolicyBlock(policy: policy, rank: rank, stride: 32)
    let members = ExplicitMembers(
      generation, of: perturbation, around: policy.parameters, network: network)
    let x = LaneMatrix(rows: 9, stride: 32) { random.bell() }
    for lane in 0..<32 {
      block.load(member: 2 * lane + 1, of: generation, perturbation: perturbation, lane: lane)
    }
    let y = block.forward(x.base, lanes: 32)
    for lane in 0..<32 {
      let expected = ExplicitNetwork(network, parameters: members.parameters(of: 2 * lane + 1))
        .outputs(for: x.column(lane).map(Double.init))
      let found = (0..<5).map { Double(y[$0 * 32 + lane]) }
      #expect(relativeDistance(found, expected) < 1e-5, "lane \(lane)")
    }
  }

  /// `accumulate` as an array.
  private func accumulated(
    _ weights: [Float], firstPair: Int, _ generation: Generation, rank: Int?, network: Network,
    stride: Int
  ) -> [Double] {
    let gradient = AlignedBuffer<Float>(count: network.parameterCount, filledWith: 0)
    GaussianPerturbation(rank: rank).accumulate(
      weights, firstPair: firstPair, of: generation,
      using: NoiseBlock(network: network, rank: rank, stride: stride), into: gradient.base)
    return (0..<network.parameterCount).map { Double(gradient.base[$0]) }
  }

  @Test(
    "the update is the weighted sum of the explicit noise matrices", arguments: ranks,
    [true, false])
  func accumulate(rank: Int?, antithetic: Bool) {
    var random = Random(test: 12)
    for (network, count, stride) in [
      (Self.network, 5, 16), (Self.wide, 32, 32), (Self.wide, 37, 64),
    ] {
      let generation = generation(members: 200, antithetic: antithetic)
      let weights = (0..<count).map { _ in random.bell() }
      let members = ExplicitMembers(
        generation, of: GaussianPerturbation(rank: rank), around: center(network), network: network)
      var expected = [Double](repeating: 0, count: network.parameterCount)
      for (i, weight) in weights.enumerated() {
        for (k, noise) in members.unitNoise(pair: 3 + i).enumerated() {
          expected[k] += Double(weight) * noise
        }
      }
      let found = accumulated(
        weights, firstPair: 3, generation, rank: rank, network: network, stride: stride)
      #expect(relativeDistance(found, expected) < 1e-5)
    }
  }

  @Test("averaging the factors apart would be another update", arguments: [1, 2, 4])
  func notTheProductOfMeans(rank: Int) {
    let count = 8
    let generation = generation(members: 16, antithetic: true)
    let weights = [Float](repeating: 1, count: count)
    let noise = NoiseBlock(network: Self.wide, rank: rank, stride: 16)
    var unit = generation
    unit.sigma = 1
    var a = [Double](repeating: 0, count: 9 * rank)
    var b = [Double](repeating: 0, count: 12 * rank)
    for pair in 0..<count {
      GaussianPerturbation(rank: rank).fill(
        noise, lane: 0, member: 2 * pair, of: unit,
        center: [Float](repeating: 0, count: Self.wide.parameterCount))
      for i in a.indices { a[i] += Double(noise.a(noise.leaves[0])[i * 16]) }
      for i in b.indices { b[i] += Double(noise.b(noise.leaves[0])[i * 16]) }
    }
    let product = (0..<9 * 12).map { i in
      (0..<rank).reduce(0.0) { $0 + a[i / 12 * rank + $1] * b[i % 12 * rank + $1] } / Double(count)
    }
    let found = accumulated(
      weights, firstPair: 0, generation, rank: rank, network: Self.wide, stride: 16)
    #expect(relativeDistance(Array(found[0..<108]), product) > 0.1)
  }

  @Test("the rank of an update is the number of pairs times the rank, up to the matrix's own")
  func updateRank() {
    for r in [1, 2, 4] {
      for pairs in [1, 2, 3, 5] {
        let weights = (0..<pairs).map { Float($0) * 0.4 - 1.1 }
        let update = accumulated(
          weights, firstPair: 0, generation(members: 2 * pairs, antithetic: true), rank: r,
          network: Self.wide, stride: 16)
        #expect(
          rank(of: Array(update[0..<108]), rows: 9, columns: 12, tolerance: 1e-5)
            == min(pairs * r, 9))
      }
    }
  }

  @Test("every variant accumulates the same bits", arguments: ranks)
  func variants(rank: Int?) {
    var random = Random(test: 13)
    let weights = (0..<37).map { _ in random.bell() }
    var first: [Double]?
    KernelVariant.forEach { variant in
      let found = accumulated(
        weights, firstPair: 0, generation(members: 74, antithetic: true), rank: rank,
        network: Self.network, stride: 64)
      #expect(found == first ?? found, "\(variant)")
      first = found
    }
  }
}
