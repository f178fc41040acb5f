import CKernels

/// A block of perturbed copies of one policy, one per lane.
///
/// The center's matrices are shared by all lanes; what differs per lane is the noise block's
/// columns. Everything is allocated once; acting allocates nothing.
public final class PolicyBlock: LanePolicy {
  public let stride: Int
  public let network: Network
  let noise: NoiseBlock
  private let head: ActionHead
  private var center: [Float]
  private let weights: WeightBlock
  private let normalized: AlignedBuffer<Float>
  /// Two layers of activations, used in turn.
  private let hidden: AlignedBuffer<Float>
  private let scratch: AlignedBuffer<Float>
  /// The forward pass.
  private let calls: AlignedBuffer<ForwardCall>
  private let windows: [WindowBlock]
  private let state: LaneState
  private var normalizer: FrozenNormalizer?
  private let batchNorm: VirtualBatchNorm?

  private struct FrozenNormalizer {
    let mean: [Float]
    let inverse: [Float]
    let limit: Float
  }

  /// - Parameters:
  ///   - rank: rank of the matrix noise; nil for dense, 0 for a block of unperturbed copies.
  ///   - stride: lanes, a multiple of 16.
  public init(policy: Policy, rank: Int?, stride: Int) {
    self.stride = stride
    network = policy.network
    head = policy.head
    center = policy.parameters
    noise = NoiseBlock(network: network, rank: rank, stride: stride)
    weights = WeightBlock(network)
    normalized = AlignedBuffer(count: network.widths[0] * stride, filledWith: 0)
    hidden = AlignedBuffer(count: 2 * network.widest * stride, filledWith: 0)
    scratch = AlignedBuffer(count: max(rank ?? 0, 1) * Int(CK_FORWARD_LANES), filledWith: 0)
    if let reference = policy.reference {
      batchNorm = VirtualBatchNorm(
        network: network, rank: rank, stride: stride, reference: reference, weights: weights)
    } else {
      batchNorm = nil
    }
    state = LaneState(count: network.stateCount, stride: stride)
    windows = (network.convolutions?.windows ?? []).map { WindowBlock($0, stride: stride) }
    calls = Self.calls(
      network, weights, noise, batchNorm, hidden.base, half: hidden.count / 2)
    setCenter(policy)
  }

  /// The steps of a network's forward pass, each layer into the half of `hidden` that it does not
  /// read.
  private static func calls(
    _ network: Network, _ weights: WeightBlock, _ noise: NoiseBlock, _ batchNorm: VirtualBatchNorm?,
    _ hidden: UnsafeMutablePointer<Float>, half: Int
  ) -> AlignedBuffer<ForwardCall> {
    var output = hidden + half
    func turn() -> UnsafeMutablePointer<Float> {
      output = output == hidden ? hidden + half : hidden
      return output
    }
    var convolutions = 0
    let calls = network.steps.map { step -> ForwardCall in
      switch step {
      case .dense(let weight, let bias, let activation):
        let layer = ck_layer(
          weights, weight, noise: noise, bias: noise.vector(bias), activation: activation)
        return .layer(layer, output: turn())
      case .batchNormed(let weight, let gain, _, let activation):
        var layer = ck_layer(weights, weight, noise: noise, activation: activation)
        batchNorm?.apply(to: &layer, gain: gain)
        return .layer(layer, output: turn())
      case .layerNorm(let units, let activation):
        return .layerNorm(output, units: units, activation: activation.kernel)
      case .convolve(_, let weight, let bias, let activation):
        defer { convolutions += 1 }
        let layer = ck_layer(
          weights, weight, noise: noise, bias: noise.vector(bias), activation: activation)
        return .convolve(layer, window: convolutions, output: turn())
      case .maxPool:
        return .maxPool(window: convolutions - 1, output: turn())
      }
    }
    let buffer = AlignedBuffer<ForwardCall>(
      count: calls.count, filledWith: .layerNorm(hidden, units: 0, activation: 0))
    for (index, call) in calls.enumerated() { buffer.base[index] = call }
    return buffer
  }

  /// Takes over the parameters and normalizer of a policy of the same shape.
  public func setCenter(_ policy: Policy) {
    precondition(policy.network == network, "a policy of the same shape")
    center = policy.parameters
    weights.set(policy.parameters)
    normalizer = policy.normalizer.map {
      FrozenNormalizer(mean: $0.mean, inverse: $0.inverseDeviation, limit: $0.limit)
    }
    batchNorm?.setInputs { inputs, samples, stride in
      normalize(inputs, into: inputs, lanes: samples, stride: stride)
    }
  }

  /// Loads a member of a generation into `lane`.
  public func load(
    member: Int, of generation: Generation, perturbation: some Perturbation, lane: Int
  ) {
    perturbation.fill(noise, lane: lane, member: member, of: generation, center: center)
    batchNorm?.prepare(lane: lane, noise: noise)
  }

  /// Loads 16 members into 16 lanes, the first a multiple of 16.
  public func loadSixteen(
    members: UnsafePointer<Int32>, of generation: Generation, perturbation: some Perturbation,
    firstLane: Int
  ) {
    perturbation.fillSixteen(
      noise, firstLane: firstLane, members: members, of: generation, center: center)
    if let batchNorm {
      for lane in firstLane..<firstLane + 16 {
        batchNorm.prepare(lane: lane, noise: noise)
      }
    }
  }

  /// Loads the unperturbed center into `lane`. The block must have been made with rank 0.
  public func loadCenter(lane: Int) {
    precondition(noise.rank == 0, "a block of rank 0 holds the center")
    for leaf in noise.leaves where !leaf.parameter.isMatrix {
      let column = noise.values(leaf) + lane
      for (i, index) in leaf.parameter.range.enumerated() { column[i * stride] = center[index] }
    }
    batchNorm?.prepare(lane: lane, noise: noise)
  }

  package func begin(lane: Int) { state.begin(lane: lane) }

  /// Copies what is loaded into lane `source`, and what it remembers, into lane `target`.
  package func moveLane(from source: Int, to target: Int) {
    noise.moveLane(from: source, to: target)
    batchNorm?.moveLane(from: source, to: target)
    state.moveLane(from: source, to: target)
  }

  package var stateCount: Int { state.count }

  package func save(lane: Int, to numbers: LaneWriter) { state.save(lane: lane, to: numbers) }

  package func restore(lane: Int, from numbers: LaneReader) {
    state.restore(lane: lane, from: numbers)
  }

  /// The statistics that normalize the hidden layers of `lane`, one entry per hidden layer.
  public func batchStatistics(lane: Int) -> [BatchStatistics] {
    batchNorm?.statistics(lane: lane) ?? []
  }

  /// Reads the observations of lanes `0..<lanes` (a multiple of 16) and writes their actions.
  public func act(lanes: Int, in block: LaneBlock) {
    let output = forward(block.observation, lanes: lanes)
    head.apply(output, to: block.action, lanes: lanes, stride: stride)
  }

  /// The network's outputs ([outputs][stride]) for the observations of lanes `0..<lanes`. The memory
  /// is the block's own and good until the next call.
  public func forward(
    _ observation: UnsafeMutablePointer<Float>, lanes: Int
  ) -> UnsafeMutablePointer<Float> {
    var input = observation
    if normalizer != nil {
      normalize(observation, into: normalized.base, lanes: lanes, stride: stride)
      input = normalized.base
    }
    for index in 0..<calls.count {
      switch calls.base[index] {
      case .layer(var layer, let output):
        ck_forward(&layer, input, output, scratch.base, lanes, stride)
        input = output
      case .layerNorm(let units, let count, let activation):
        ck_layer_norm(units, Network.layerNormEpsilon, activation, count, lanes, stride)
      case .convolve(var layer, let window, let output):
        let block = windows[window]
        block.pad(input, lanes: 0..<lanes)
        block.convolve(
          &layer, block.pictures(input), into: output, scratch: scratch.base, lanes: lanes)
        input = output
      case .maxPool(let window, let output):
        windows[window].pool(input, into: output, lanes: lanes)
        input = output
      }
    }
    return input
  }

  private func normalize(
    _ input: UnsafeMutablePointer<Float>, into output: UnsafeMutablePointer<Float>, lanes: Int,
    stride: Int
  ) {
    guard let normalizer else { return }
    ck_normalize(
      input, output, normalizer.mean, normalizer.inverse, normalizer.limit, network.widths[0],
      lanes, stride)
  }
}
