import EvoCore

/// One perturbed dense layer of one member, in plain arrays: the readable twin of `ck_forward`.
///
/// Every sum runs in ascending order and every multiply-add is fused, as in the kernels, so the
/// outputs are theirs bit for bit.
public struct ScalarLayer {
  public var inputs: Int
  public var outputs: Int
  public var activation = Activation.identity
  /// [outputs][inputs], shared by all members.
  public var weight: [Float]
  /// Columns of the low-rank factors; 0 without them.
  public var rank = 0
  /// [outputs][rank], with sign * sigma / sqrt(rank) in it.
  public var a: [Float] = []
  /// [inputs][rank]
  public var b: [Float] = []
  /// [outputs][inputs], added to the weight.
  public var dense: [Float]?
  public var bias: [Float]?
  public var scale: [Float]?
  public var shift: [Float]?
  public var hasLayerNorm = false
  /// Where a convolution looks; nil where the layer sees all inputs at once.
  package var window: ConvolutionWindow?

  public init(inputs: Int, outputs: Int, weight: [Float]) {
    self.inputs = inputs
    self.outputs = outputs
    self.weight = weight
  }

  public func callAsFunction(_ x: [Float]) -> [Float] {
    guard let window else { return atOnce(x) }
    return pooled(window, atEveryPlace(x, of: window))
  }

  private func atEveryPlace(_ x: [Float], of window: ConvolutionWindow) -> [Float] {
    let (input, output, layer) = (window.input, window.output, window.layer)
    var y = [Float](repeating: 0, count: output.count)
    for place in 0..<output.height * output.width {
      let (row, column) = (
        place / output.width - layer.padding, place % output.width - layer.padding
      )
      let square = (0..<inputs).map { k -> Float in
        let (channel, rest) = k.quotientAndRemainder(dividingBy: layer.kernel * layer.kernel)
        let (i, j) = (row + rest / layer.kernel, column + rest % layer.kernel)
        guard (0..<input.height).contains(i), (0..<input.width).contains(j) else { return 0 }
        return x[(channel * input.height + i) * input.width + j]
      }
      for (channel, value) in atOnce(square).enumerated() {
        y[channel * output.height * output.width + place] = value
      }
    }
    return y
  }

  private func pooled(_ window: ConvolutionWindow, _ x: [Float]) -> [Float] {
    let (from, to, side) = (window.output, window.pooled, window.layer.pool)
    return (0..<to.count).map { index in
      let (channel, place) = (index / (to.height * to.width), index % (to.height * to.width))
      let first =
        (channel * from.height + place / to.width * side) * from.width + place % to.width * side
      return (0..<side * side).reduce(x[first]) { largest, k in
        let value = x[first + k / side * from.width + k % side]
        return value > largest || value.isNaN ? value : largest
      }
    }
  }

  private func atOnce(_ x: [Float]) -> [Float] {
    let projections = (0..<rank).map { q in
      (0..<inputs).reduce(Float(0)) { $0.addingProduct(b[$1 * rank + q], x[$1]) }
    }
    let sums = (0..<outputs).map { o in
      var sum = bias?[o] ?? 0
      for k in 0..<inputs {
        var w = weight[o * inputs + k]
        if let dense { w += dense[o * inputs + k] }
        sum = sum.addingProduct(w, x[k])
      }
      for q in 0..<rank { sum = sum.addingProduct(a[o * rank + q], projections[q]) }
      if let scale, let shift { sum = shift[o].addingProduct(sum, scale[o]) }
      return sum
    }
    return (hasLayerNorm ? Self.normalized(sums) : sums).map(activation.scalar)
  }

  /// The readable twin of `ck_layer_norm`.
  private static func normalized(_ sums: [Float]) -> [Float] {
    let mean = sums.reduce(0, +) / Float(sums.count)
    let squares = sums.reduce(Float(0)) { $0.addingProduct($1 - mean, $1 - mean) }
    let inverse = 1 / (squares / Float(sums.count) + Network.layerNormEpsilon).squareRoot()
    return sums.map { ($0 - mean) * inverse }
  }
}
