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
    own = Minibatch(featureCount: first.inputs, capacity: ownsMinibatch ? capacity : 1)
    ownBase = AlignedBuffer(count: first.outputs * own.stride, filledWith: 0)
    values = AlignedBuffer(count: stride, filledWith: 0)
    noise = (0..<(rank == nil ? 1 : chunk)).map { _ in
      NoiseBlock(network: network, rank: rank, stride: 1)
    }
    let factorRows = chunk * (rank ?? 0)
    firstFactors = AlignedBuffer(count: factorRows * first.inputs, filledWith: 0)
    firstProducts = AlignedBuffer(count: factorRows * stride, filledWith: 0)
    let widest = network.widths.max() ?? 0
    factors = AlignedBuffer(count: (rank ?? 0) * widest, filledWith: 0)
    products = AlignedBuffer(count: (rank ?? 0) * stride, filledWith: 0)
    let largest = network.layers.map(\.weight.count).max() ?? 0
    dense = AlignedBuffer(count: rank == nil ? largest : 0, filledWith: 0)
    hidden = AlignedBuffer(count: 2 * widest * stride, filledWith: 0)
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
      copyFactors(of: block, layer: layer, to: firstFactors.base + rows * layer.inputs)
      rows += rank
    }
    multiply(
      firstFactors.base, rows: rows, columns: layer.inputs, batch.inputs.base,
      into: firstProducts.base, batch.lanes, batch.stride)
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
    center: [Float], weights: UnsafePointer<Float>, batch: borrowing Minibatch,
    base: UnsafePointer<Float>
  ) -> UnsafePointer<Float> {
    guard rank != nil else {
      perturbation.fill(noise[0], lane: 0, member: member, of: generation, center: center)
      return forward(noise[0], weights: weights, batch: batch, base: base, product: nil)
    }
    let product = firstProducts.base + row(of: member, in: members, generation) * batch.stride
    return forward(
      noise[member - members.lowerBound], weights: weights, batch: batch, base: base,
      product: product)
  }

  /// The outputs of the center itself for the worker's own minibatch.
  func forwardCenter(weights: UnsafePointer<Float>) -> UnsafePointer<Float> {
    multiplyFirst(weights: weights, own, lanes: 0..<own.lanes, into: ownBase.base)
    return forward(nil, weights: weights, batch: own, base: ownBase.base, product: nil)
  }

  /// The first layer's product of the shared weights and the inputs of some lanes.
  func multiplyFirst(
    weights: UnsafePointer<Float>, _ batch: borrowing Minibatch, lanes: Range<Int>,
    into base: UnsafeMutablePointer<Float>
  ) {
    let layer = network.layers[0]
    multiply(
      weights + layer.weight.offset, rows: layer.outputs, columns: layer.inputs,
      batch.inputs.base + lanes.lowerBound, into: base + lanes.lowerBound, lanes.count,
      batch.stride)
  }

  private func forward(
    _ noise: NoiseBlock?, weights: UnsafePointer<Float>, batch: borrowing Minibatch,
    base: UnsafePointer<Float>, product: UnsafePointer<Float>?
  ) -> UnsafePointer<Float> {
    let (lanes, stride) = (batch.lanes, batch.stride)
    let rank = noise == nil ? 0 : self.rank ?? 0
    let isDense = noise?.rank == nil && noise != nil
    var input = UnsafePointer(batch.inputs.base)
    for (index, layer) in network.layers.enumerated() {
      let output = hidden.base + index % 2 * hidden.count / 2
      var base = base
      var product = product
      if index > 0 || isDense {
        var matrix = weights + layer.weight.offset
        if isDense, let noise {
          addDifference(of: layer.weight, noise, to: matrix)
          matrix = UnsafePointer(dense.base)
        }
        multiply(
          matrix, rows: layer.outputs, columns: layer.inputs, input, into: output, lanes, stride)
        base = UnsafePointer(output)
        if rank > 0, let noise {
          copyFactors(of: noise, layer: layer, to: factors.base)
          multiply(
            factors.base, rows: rank, columns: layer.inputs, input, into: products.base, lanes,
            stride)
          product = UnsafePointer(products.base)
        }
      }
      let isLinear = index == network.layers.count - 1 || layer.hasLayerNorm
      ck_member_layer(
        base, bias(of: layer, noise, weights), rank > 0 ? noise.map { a(of: layer, $0) } : nil,
        product, output, layer.outputs, rank,
        isLinear ? Int32(CK_IDENTITY) : network.activation.kernel, lanes, stride)
      if layer.hasLayerNorm {
        ck_layer_norm(
          output, Network.layerNormEpsilon, network.activation.kernel, layer.outputs, lanes, stride)
      }
      input = UnsafePointer(output)
    }
    return input
  }

  private func bias(
    of layer: Network.Layer, _ noise: NoiseBlock?, _ weights: UnsafePointer<Float>
  ) -> UnsafePointer<Float>? {
    layer.bias.map { bias in
      noise.map { UnsafePointer($0.values($0.leaves[bias.index])) } ?? weights + bias.offset
    }
  }

  private func a(of layer: Network.Layer, _ noise: NoiseBlock) -> UnsafePointer<Float> {
    UnsafePointer(noise.a(noise.leaves[layer.weight.index]))
  }

  /// The columns of a factor B become rows, so that it can stand for a weight matrix.
  private func copyFactors(
    of noise: NoiseBlock, layer: Network.Layer, to rows: UnsafeMutablePointer<Float>
  ) {
    let rank = noise.rank ?? 0
    let b = noise.b(noise.leaves[layer.weight.index])
    for q in 0..<rank {
      let row = rows + q * layer.inputs
      for k in 0..<layer.inputs { row[k] = b[k * rank + q] }
    }
  }

  private func addDifference(
    of leaf: ParameterLeaf, _ noise: NoiseBlock, to matrix: UnsafePointer<Float>
  ) {
    let difference = noise.values(noise.leaves[leaf.index])
    for i in 0..<leaf.count { dense.base[i] = matrix[i] + difference[i] }
  }

  /// into[row][lane] = sum over columns of matrix[row][column] * x[column][lane].
  private func multiply(
    _ matrix: UnsafePointer<Float>, rows: Int, columns: Int, _ x: UnsafePointer<Float>,
    into y: UnsafeMutablePointer<Float>, _ lanes: Int, _ stride: Int
  ) {
    var layer = ck_layer()
    layer.inputs = Int32(columns)
    layer.outputs = Int32(rows)
    layer.activation = Int32(CK_IDENTITY)
    layer.weight = matrix
    ck_forward(&layer, x, y, scratch.base, lanes, stride)
  }
}
