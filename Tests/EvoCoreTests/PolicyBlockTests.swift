import CKernels
import EvoCore
import EvoTestSupport
import Testing

@Suite("Policy block", .serialized)
struct PolicyBlockTests {
  struct Shape: Sendable {
    var widths: [Int]
    var activation = Activation.tanh
    var rank: Int? = 1
    var batchNorm = false
    var layerNorm = false
    var normalizes = false
    var isContinuous = false
    var convolutions: ConvolutionStack?
  }

  /// For pictures of 2 x 5 x 7: with and without a rim, with and without pooling.
  static let convolutions = ConvolutionStack(
    [
      Convolution(channels: 9, kernel: 3, padding: 1, pool: 2), Convolution(channels: 3, kernel: 2),
    ],
    on: PictureShape(channels: 2, height: 5, width: 7))

  static let shapes = [
    Shape(widths: [4, 2]),
    Shape(widths: [3, 16, 1], rank: 2, isContinuous: true),
    Shape(widths: [4, 7, 9, 2], activation: .relu, rank: nil, normalizes: true),
    Shape(widths: [5, 13, 3], activation: .silu, rank: 4, batchNorm: true, normalizes: true),
    Shape(
      widths: [24, 33, 17, 4], activation: .sigmoid, rank: 3, batchNorm: true, isContinuous: true),
    Shape(widths: [6, 8, 5], activation: .identity, rank: nil, batchNorm: true),
    Shape(widths: [5, 13, 9, 3], activation: .relu, rank: 4, layerNorm: true, normalizes: true),
    Shape(widths: [3, 8, 17, 1], rank: nil, layerNorm: true, isContinuous: true),
    Shape(widths: [4, 6, 2], activation: .silu, layerNorm: true),
    Shape(widths: [4, 6, 2], activation: .sigmoid, layerNorm: true),
    Shape(widths: [4, 6, 2], activation: .identity, layerNorm: true),
    Shape(
      widths: [70, 8, 3], activation: .relu, rank: 2, normalizes: true, convolutions: convolutions),
    Shape(widths: [70, 3], rank: nil, layerNorm: true, convolutions: convolutions),
  ]

  private func policy(_ shape: Shape) -> Policy {
    var random = Random(test: 30)
    let network = Network(
      widths: shape.widths, activation: shape.activation,
      hidden: shape.batchNorm ? .batchNormed : shape.layerNorm ? .layerNormed : .dense,
      convolutions: shape.convolutions)
    let (inputs, outputs) = (shape.widths[0], shape.widths[shape.widths.count - 1])
    func numbers(_ count: Int) -> [Float] { (0..<count).map { _ in random.bell() } }
    return Policy(
      network: network,
      head: shape.isContinuous
        ? .continuous(
          middle: numbers(outputs), half: numbers(outputs).map { abs($0) },
          squash: shape.normalizes ? .clip : .tanh)
        : .discrete(choices: outputs),
      parameters: numbers(network.parameterCount),
      normalizer: shape.normalizes
        ? ObservationNormalizer(
          mean: numbers(inputs), variance: numbers(inputs).map { $0 * $0 }, limit: 1.5) : nil,
      reference: shape.batchNorm
        ? ReferenceBatch(observations: numbers(19 * inputs), count: 19) : nil)
  }

  @Test("every lane acts as its member's scalar twin, bit for bit", arguments: shapes)
  func twin(shape: Shape) {
    let policy = policy(shape)
    let perturbation = GaussianPerturbation(rank: shape.rank)
    let generation = Generation(
      seed: 8, index: 1, memberCount: 600, sigma: 0.2, antithetic: true)
    let noise = NoiseBlock(network: policy.network, rank: shape.rank, stride: 16)
    let (inputs, stride) = (shape.widths[0], 144)
    KernelVariant.forEach { variant in
      var random = Random(test: 31)
      let block = PolicyBlock(policy: policy, rank: shape.rank, stride: stride)
      let memory = LaneMemory(
        observations: inputs, actions: max(policy.head.outputCount, 1), stride: stride)
      for lane in 0..<stride {
        block.load(member: 3 * lane, of: generation, perturbation: perturbation, lane: lane)
        for k in 0..<inputs { memory.block.observation[k * stride + lane] = random.bell() * 2 }
      }
      block.act(lanes: stride, in: memory.block)
      for lane in 0..<stride {
        perturbation.fill(
          noise, lane: 0, member: 3 * lane, of: generation, center: policy.parameters)
        let twin = ScalarPolicy(
          policy, noise: noise, lane: 0, statistics: block.batchStatistics(lane: lane))
        let expected = twin.action(for: memory.observation(lane))
        let found = expected.indices.map { memory.block.action[$0 * stride + lane] }
        guard bits(found) == bits(expected) else {
          Issue.record("\(variant), lane \(lane): \(found), not \(expected)")
          return
        }
      }
    }
  }

  @Test("the center acts as a member without noise")
  func center() {
    var random = Random(test: 32)
    for shape in Self.shapes {
      let policy = policy(shape)
      let centers = PolicyBlock(policy: policy, rank: 0, stride: 16)
      let members = PolicyBlock(policy: policy, rank: 1, stride: 16)
      let still = Generation(seed: 1, index: 0, memberCount: 16, sigma: 0, antithetic: true)
      for lane in 0..<16 {
        centers.loadCenter(lane: lane)
        members.load(
          member: lane, of: still, perturbation: GaussianPerturbation(rank: 1), lane: lane)
      }
      let x = LaneMatrix(rows: shape.widths[0], stride: 16) { random.bell() }
      let y = centers.forward(x.base, lanes: 16)
      let z = members.forward(x.base, lanes: 16)
      for i in 0..<policy.head.outputCount * 16 { #expect(y[i] == z[i]) }
    }
  }

  /// A linear policy without noise whose outputs are its observations.
  private func action(_ head: ActionHead, _ outputs: [[Float]]) -> [[Float]] {
    let count = head.outputCount
    let network = Network(widths: [count, count], activation: .identity)
    var parameters = [Float](repeating: 0, count: network.parameterCount)
    for o in 0..<count { parameters[o * count + o] = 1 }
    let block = PolicyBlock(
      policy: Policy(
        network: network, head: head, parameters: parameters, normalizer: nil, reference: nil),
      rank: 0, stride: 16)
    let memory = LaneMemory(observations: count, actions: count, stride: 16)
    for lane in 0..<16 {
      block.loadCenter(lane: lane)
      for (k, x) in outputs[min(lane, outputs.count - 1)].enumerated() {
        memory.block.observation[k * 16 + lane] = x
      }
    }
    block.act(lanes: 16, in: memory.block)
    return outputs.indices.map { lane in (0..<count).map { memory.block.action[$0 * 16 + lane] } }
  }

  @Test("the largest output is chosen, the lowest index on a tie")
  func argmax() {
    let found = action(
      .discrete(choices: 3),
      [[1, 2, 3], [3, 2, 1], [1, 3, 2], [2, 2, 2], [0, 5, 5], [-1, -2, -1]])
    #expect(found.map { $0[0] } == [2, 0, 1, 0, 1, 0])
  }

  @Test("where an output is NaN there is no choice")
  func undefinedChoice() {
    KernelVariant.forEach { _ in
      for choices in [2, 3, 7] {
        for bad in 0..<choices {
          let outputs = LaneMatrix(rows: choices, stride: 16, filledWith: 1)
          outputs.base[bad * 16 + 3] = .nan
          outputs.base[bad * 16 + 5] = .infinity
          outputs.base[bad * 16 + 6] = -.infinity
          let actions = LaneMatrix(rows: 1, stride: 16)
          ck_argmax(outputs.base, actions.base, choices, 16, 16)
          #expect(actions.base[3].isNaN)
          #expect(actions.base[5] == Float(bad))
          #expect(actions.base[6] == (bad == 0 ? 1 : 0))
          #expect(actions.base[4] == 0)
        }
      }
    }
  }

  @Test("continuous actions stay inside the bounds, and NaN stays NaN")
  func squash() {
    let head = ActionHead(
      .continuous([Component("torque", -2, 2), Component("gas", 0, 1)]))
    let found = action(
      head, [[0, 0], [1e30, -1e30], [-1e30, 1e30], [0.5, 0.25], [.nan, 0]])
    #expect(found[0] == [0, 0.5])
    #expect(found[1] == [2, 0])
    #expect(found[2] == [-2, 1])
    #expect(abs(found[3][0] - 0.924_234_3) < 1e-6)
    #expect(abs(found[3][1] - 0.622_459_3) < 1e-6)
    #expect(found[4][0].isNaN)
    let clipped = action(
      ActionHead(.continuous([Component("torque", -2, 2), Component("gas", 0, 1)]), squash: .clip),
      [[0, 0], [1e30, -1e30], [-1.5, 1], [0.5, 0.25], [.nan, 0]])
    #expect(clipped[..<4] == [[0, 0.5], [2, 0], [-2, 1], [1, 0.625]])
    #expect(clipped[4][0].isNaN)
  }

  @Test("a normalized observation is clipped; a component that never varied is only shifted")
  func normalizer() {
    let normalizer = ObservationNormalizer(mean: [1, -2], variance: [4, 0], limit: 5)
    #expect(abs(normalizer.inverseDeviation[0] - 0.5) < 1e-7)
    #expect(normalizer.inverseDeviation[1] == 1)
    let network = Network(widths: [2, 2], activation: .identity)
    let block = PolicyBlock(
      policy: Policy(
        network: network, head: .discrete(choices: 2), parameters: [1, 0, 0, 1, 0, 0],
        normalizer: normalizer, reference: nil), rank: 0, stride: 16)
    for lane in 0..<16 { block.loadCenter(lane: lane) }
    let x = LaneMatrix(rows: 2, stride: 16, filledWith: 0)
    x.setColumn(0, to: [3, -2.25])
    x.setColumn(1, to: [100, 100])
    x.setColumn(2, to: [-100, -100])
    let y = block.forward(x.base, lanes: 16)
    #expect(abs(y[0] - 1) < 1e-6)
    #expect(y[16] == -0.25)
    #expect([y[1], y[17], y[2], y[18]] == [5, 5, -5, -5])
  }
}
