import CKernels

/// One worker's memory for sending minibatches through members of a population.
///
/// Lanes are samples, so a member's noise is the same for all lanes of a block and lies in a column
/// of its own. With low-rank noise nothing as large as a weight matrix is ever made per member.
final class MinibatchRunner {
  /// A minibatch of the worker's own.
  var own: Minibatch
  /// The first layer's product of shared weights and inputs, for the worker's own minibatch.
  let ownBase: AlignedBuffer<Float>
  let values: AlignedBuffer<Float>

  private let network: Network
  private let rank: Int?
  /// One block per member of a chunk, each with a single column.
  private let noise: [NoiseBlock]
  /// The first layer's factors B of a chunk, one row of inputs each, and their products.
  private let firstFactors: AlignedBuffer<Float>
  private let firstProducts: AlignedBuffer<Float>
  /// A later layer's factor B of one member, one row per rank, and its products.
  private let factors: AlignedBuffer<Float>
  private let products: AlignedBuffer<Float>
  /// The weights of one member's layer when the noise is dense.
  private let dense: AlignedBuffer<Float>
  /// Two layers of activations, used in turn.
  private let hidden: AlignedBuffer<Float>
  /// Where each convolution looks; that of the first layer is the minibatch's.
  private let windows: [WindowBlock]
  private let scratch = AlignedBuffer<Float>(count: 16, filledWith: 0)

  /// - Parameters:
  ///   - rank: of the members' noise; nil for dense, 0 for the center only.
  ///   - chunk: members that see a minibatch together.
  ///   - capacity: samples of a minibatch.
  init(network: Network, rank: Int?, chunk: Int, capacity: Int, ownsMinibatch: Bool) {
    self.network = network
    self.rank = rank
    let stride = roundedToLanes(capacity)
    let first = network.layers[0]
    own = Minibatch(for: network, capacity: ownsMinibatch ? capacity : 1)
    ownBase = AlignedBuffer(
      count: first.outputs * first.positions * own.stride, filledWith: 0)
    values = AlignedBuffer(count: stride, filledWith: 0)
    noise = (0..<(rank == nil ? 1 : chunk)).map { _ in
      NoiseBlock(network: network, rank: rank, stride: 1)
    }
    let factorRows = chunk * (rank ?? 0)
    firstFactors = AlignedBuffer(count: factorRows * first.inputs, filledWith: 0)
    firstProducts = AlignedBuffer(count: factorRows * first.positions * stride, filledWith: 0)
    let longest = network.layers.reduce(0) { max($0, $1.inputs) }
    let places = network.layers.dropFirst().reduce(1) { max($0, $1.positions) }
    factors = AlignedBuffer(count: (rank ?? 0) * longest, filledWith: 0)
    products = AlignedBuffer(count: (rank ?? 0) * places * stride, filledWith: 0)
    let largest = network.layers.map(\.weight.count).max() ?? 0
    dense = AlignedBuffer(count: rank == nil ? largest : 0, filledWith: 0)
    hidden = AlignedBuffer(count: 2 * network.widest * stride, filledWith: 0)
    windows = (network.convolutions?.windows ?? []).map { WindowBlock($0, stride: stride) }
  }

  /// Draws the noise of consecutive members and multiplies the inputs by all their first factors at
  /// once. The members of a pair share theirs.
  func load(
    _ members: Range<Int>, of generation: Generation, perturbation: any Perturbation,
    center: [Float], inputs batch: borrowing Minibatch
  ) {
    guard let rank else { return }
    let layer = network.layers[0]
    var rows = 0
    for member in members {
      let block = noise[member - members.lowerBound]
      perturbation.fill(block, lane: 0, member: member, of: generation, center: center)
      guard row(of: member, in: members, generation) == rows else { continue }
      copyFactors(of: block, on: layer.weight, to: firstFactors.base + rows * layer.inputs)
      rows += rank
    }
    multiply(
      firstFactors.base, rows: rows, columns: layer.inputs, batch.first, into: firstProducts.base,
      batch.lanes, batch.stride, at: batch.window)
  }

  /// Where the first factors of a member begin.
  private func row(of member: Int, in members: Range<Int>, _ generation: Generation) -> Int {
    (generation.pair(of: member) - generation.pair(of: members.lowerBound)) * (rank ?? 0)
  }

  /// The network's outputs for a member of the chunk that was loaded.
  ///
  /// - Parameter base: the first layer's product of the shared weights and the inputs.
  func forward(
    member: Int, in members: Range<Int>, of generation: Generation, perturbation: any Perturbation,
    center: [Float], weights: WeightBlock, batch: borrowing Minibatch,
    base: UnsafePointer<Float>
  ) -> UnsafePointer<Float> {
    guard rank != nil else {
      perturbation.fill(noise[0], lane: 0, member: member, of: generation, center: center)
      return forward(noise[0], weights: weights, batch: batch, base: base, product: nil)
    }
    let product =
      firstProducts.base
      + row(of: member, in: members, generation) * network.layers[0].positions * batch.stride
    return forward(
      noise[member - members.lowerBound], weights: weights, batch: batch, base: base,
      product: product)
  }

  /// The outputs of the center itself for the worker's own minibatch.
  func forwardCenter(weights: WeightBlock) -> UnsafePointer<Float> {
    multiplyFirst(weights: weights, own, lanes: 0..<own.lanes, into: ownBase.base)
    return forward(nil, weights: weights, batch: own, base: ownBase.base, product: nil)
  }

  /// The first layer's product of the shared weights and the inputs of some lanes.
  func multiplyFirst(
    weights: WeightBlock, _ batch: borrowing Minibatch, lanes: Range<Int>,
    into base: UnsafeMutablePointer<Float>
  ) {
    let layer = network.layers[0]
    multiply(
      weights(layer.weight), rows: layer.outputs, columns: layer.inputs,
      batch.first + lanes.lowerBound, into: base + lanes.lowerBound, lanes.count, batch.stride,
      at: batch.window)
  }

  private func forward(
    _ noise: NoiseBlock?, weights: WeightBlock, batch: borrowing Minibatch,
    base: UnsafePointer<Float>, product: UnsafePointer<Float>?
  ) -> UnsafePointer<Float> {
    let (lanes, stride) = (batch.lanes, batch.stride)
    var input = batch.first
    var output = hidden.base
    func turn() {
      output = input == UnsafePointer(hidden.base) ? hidden.base + hidden.count / 2 : hidden.base
    }
    /// A layer whose matrix meets `places` columns of a sample.
    func apply(
      _ weight: ParameterLeaf, _ bias: ParameterLeaf, _ activation: Activation,
      at window: WindowBlock? = nil
    ) {
      turn()
      let isFirst = weight == network.layers[0].weight
      let parts = sums(
        weight, noise, weights, of: input, into: output, lanes, stride, at: window,
        known: isFirst ? (base, product) : nil)
      // The places of a picture are more lanes of the same member.
      let wide = window.map { $0.window.positions * stride }
      ck_member_layer(
        parts.base, noise.map { UnsafePointer($0.vector(bias)) } ?? weights(bias), parts.a,
        parts.product, output, weight.rows, parts.rank, activation.kernel, wide ?? lanes,
        wide ?? stride)
    }
    var convolutions = 0
    for step in network.steps {
      switch step {
      case .dense(let weight, let bias, let activation):
        apply(weight, bias, activation)
      case .convolve(_, let weight, let bias, let activation):
        let window = windows[convolutions]
        if convolutions > 0 {
          window.pad(input, lanes: 0..<lanes)
          input = window.pictures(input)
        }
        apply(weight, bias, activation, at: window)
        convolutions += 1
      case .maxPool:
        turn()
        windows[convolutions - 1].pool(input, into: output, lanes: lanes)
      case .layerNorm(let units, let activation):
        ck_layer_norm(
          output, Network.layerNormEpsilon, activation.kernel, units, lanes, stride)
      case .batchNormed:
        preconditionFailure("a network that does not allow data")
      }
      input = UnsafePointer(output)
    }
    return input
  }

  /// What a layer's sums are made of: a product of a matrix and the inputs, and with low-rank noise
  /// the factor A and the product of the factor B and the inputs.
  private typealias Sums = (
    base: UnsafePointer<Float>, a: UnsafePointer<Float>?, product: UnsafePointer<Float>?, rank: Int
  )

  /// - Parameter known: the products of the first layer, where all members share their weights.
  private func sums(
    _ weight: ParameterLeaf, _ noise: NoiseBlock?, _ weights: WeightBlock,
    of input: UnsafePointer<Float>, into output: UnsafeMutablePointer<Float>, _ lanes: Int,
    _ stride: Int, at window: WindowBlock?,
    known: (base: UnsafePointer<Float>, product: UnsafePointer<Float>?)?
  ) -> Sums {
    func multiplied(_ matrix: UnsafePointer<Float>) -> UnsafePointer<Float> {
      multiply(
        matrix, rows: weight.rows, columns: weight.columns, input, into: output, lanes, stride,
        at: window)
      return UnsafePointer(output)
    }
    switch noise?.matrix(weight) ?? .absent {
    case .absent:
      return (known?.base ?? multiplied(weights(weight)), nil, nil, 0)
    case .dense(let difference):
      addDifference(difference, count: weight.count, to: weights(weight))
      return (multiplied(dense.base), nil, nil, 0)
    case .lowRank(let rank, let a, _):
      if let known { return (known.base, a, known.product, rank) }
      let base = multiplied(weights(weight))
      if let noise { copyFactors(of: noise, on: weight, to: factors.base) }
      multiply(
        factors.base, rows: rank, columns: weight.columns, input, into: products.base, lanes,
        stride, at: window)
      return (base, a, UnsafePointer(products.base), rank)
    }
  }

  /// The columns of a factor B become rows, so that it can stand for a weight matrix.
  private func copyFactors(
    of noise: NoiseBlock, on weight: ParameterLeaf, to rows: UnsafeMutablePointer<Float>
  ) {
    guard case .lowRank(let rank, _, let b) = noise.matrix(weight) else { return }
    for q in 0..<rank {
      let row = rows + q * weight.columns
      for k in 0..<weight.columns { row[k] = b[k * rank + q] }
    }
  }

  private func addDifference(
    _ difference: UnsafePointer<Float>, count: Int, to matrix: UnsafePointer<Float>
  ) {
    for i in 0..<count { dense.base[i] = matrix[i] + difference[i] }
  }

  /// into[row][lane] = sum over columns of matrix[row][column] * x[column][lane]; with a window
  /// into[row][place][lane], where x is what the window has at each place.
  private func multiply(
    _ matrix: UnsafePointer<Float>, rows: Int, columns: Int, _ x: UnsafePointer<Float>,
    into y: UnsafeMutablePointer<Float>, _ lanes: Int, _ stride: Int, at window: WindowBlock?
  ) {
    var layer = ck_layer(matrix, rows: rows, columns: columns)
    guard let window else { return ck_forward(&layer, x, y, scratch.base, lanes, stride) }
    window.convolve(&layer, x, into: y, scratch: scratch.base, lanes: lanes)
  }
}
