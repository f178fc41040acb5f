import CKernels

/// Virtual batch normalization (Salimans et al., arXiv 1703.03864, section 3): before a member
/// plays, the fixed reference batch goes through its perturbed network layer by layer and sets the
/// mean and the biased variance of every hidden unit before its activation; they stay frozen for
/// the episode. Gain and shift are ordinary evolved parameters.
final class VirtualBatchNorm {
  /// A layer whose units are measured.
  private struct Measured {
    /// Its sums over the reference batch, with the member's noise.
    let layer: ck_layer
    let gain: ParameterLeaf
    let shift: ParameterLeaf
    let activation: Activation
    /// Its first unit among all that are measured.
    let firstUnit: Int

    var units: Range<Int> { firstUnit..<firstUnit + gain.count }
  }

  private let layers: [Measured]
  private let inputCount: Int
  private let stride: Int
  private let reference: ReferenceBatch
  /// The reference batch's own block: one lane per observation, all with the same member's noise.
  private let samples: Int
  private let noise: NoiseBlock
  private let inputs: AlignedBuffer<Float>
  private let hidden: AlignedBuffer<Float>
  private let scratch: AlignedBuffer<Float>
  /// One layer's numbers while they are being measured.
  private let unitMean: AlignedBuffer<Float>
  private let unitVariance: AlignedBuffer<Float>
  private let unitScale: AlignedBuffer<Float>
  private let unitShift: AlignedBuffer<Float>
  /// Per hidden unit and lane of the playing block.
  private let means: AlignedBuffer<Float>
  private let variances: AlignedBuffer<Float>
  private let scales: AlignedBuffer<Float>
  private let shifts: AlignedBuffer<Float>

  init(
    network: Network, rank: Int?, stride: Int, reference: ReferenceBatch, weights: WeightBlock
  ) {
    inputCount = network.widths[0]
    self.stride = stride
    self.reference = reference
    samples = roundedToLanes(reference.count)
    noise = NoiseBlock(network: network, rank: rank, stride: samples)
    let widest = network.widths.max() ?? 0
    inputs = AlignedBuffer(count: inputCount * samples, filledWith: 0)
    hidden = AlignedBuffer(count: 2 * widest * samples, filledWith: 0)
    scratch = AlignedBuffer(count: max(rank ?? 0, 1) * Int(CK_FORWARD_LANES), filledWith: 0)
    unitMean = AlignedBuffer(count: widest, filledWith: 0)
    unitVariance = AlignedBuffer(count: widest, filledWith: 0)
    unitScale = AlignedBuffer(count: widest, filledWith: 0)
    unitShift = AlignedBuffer(count: widest, filledWith: 0)
    var layers: [Measured] = []
    var units = 0
    walk: for step in network.steps {
      switch step {
      case .batchNormed(let weight, let gain, let shift, let activation):
        layers.append(
          Measured(
            layer: ck_layer(weights, weight, noise: noise), gain: gain, shift: shift,
            activation: activation, firstUnit: units))
        units += gain.count
      // Behind the last layer that is normalized there is nothing to measure.
      case .dense, .layerNorm, .convolve, .maxPool: break walk
      }
    }
    self.layers = layers
    means = AlignedBuffer(count: units * stride, filledWith: 0)
    variances = AlignedBuffer(count: units * stride, filledWith: 1)
    scales = AlignedBuffer(count: units * stride, filledWith: 1)
    shifts = AlignedBuffer(count: units * stride, filledWith: 0)
  }

  /// Lays out the reference batch feature-major and lets the caller normalize it in place.
  func setInputs(_ normalize: (UnsafeMutablePointer<Float>, Int, Int) -> Void) {
    let width = inputCount
    for k in 0..<width {
      for sample in 0..<samples {
        // Lanes past the batch repeat its first observation; nothing reads them.
        let row = sample < reference.count ? sample : 0
        inputs.base[k * samples + sample] = reference.observations[row * width + k]
      }
    }
    normalize(inputs.base, samples, samples)
  }

  /// Lets a layer of the playing block normalize its sums by what was measured.
  ///
  /// - Parameter gain: of the layer, which tells it from the others.
  func apply(to layer: inout ck_layer, gain: ParameterLeaf) {
    guard let measured = layers.first(where: { $0.gain == gain }) else { return }
    layer.scale = UnsafePointer(scales.base + measured.firstUnit * stride)
    layer.shift = UnsafePointer(shifts.base + measured.firstUnit * stride)
  }

  /// Measures the member in column `lane` of `source` and freezes its statistics.
  func prepare(lane: Int, noise source: NoiseBlock) {
    for index in 0..<source.rowCount {
      noise.row(index).update(repeating: source.row(index)[lane], count: samples)
    }
    var input = inputs.base
    for (index, measured) in layers.enumerated() {
      let output = hidden.base + index % 2 * hidden.count / 2
      var layer = measured.layer
      let units = measured.gain.count
      ck_forward(&layer, input, output, scratch.base, samples, samples)
      ck_row_moments(output, unitMean.base, unitVariance.base, units, reference.count, samples)
      let gains = source.vector(measured.gain) + lane
      let shiftValues = source.vector(measured.shift) + lane
      for o in 0..<units {
        let (mean, variance) = (unitMean.base[o], unitVariance.base[o])
        let (scale, shift) = BatchStatistics.affine(
          mean: mean, variance: variance, gain: gains[o * stride], shift: shiftValues[o * stride])
        let at = (measured.firstUnit + o) * stride + lane
        means.base[at] = mean
        variances.base[at] = variance
        scales.base[at] = scale
        shifts.base[at] = shift
        unitScale.base[o] = scale
        unitShift.base[o] = shift
      }
      ck_affine(output, unitScale.base, unitShift.base, units, samples, samples)
      ck_activate(output, units * samples, measured.activation.kernel)
      input = output
    }
  }

  func moveLane(from source: Int, to target: Int) {
    for row in 0..<means.count / stride {
      let (from, to) = (row * stride + source, row * stride + target)
      means.base[to] = means.base[from]
      variances.base[to] = variances.base[from]
      scales.base[to] = scales.base[from]
      shifts.base[to] = shifts.base[from]
    }
  }

  func statistics(lane: Int) -> [BatchStatistics] {
    layers.map { layer in
      BatchStatistics(
        mean: layer.units.map { means.base[$0 * stride + lane] },
        variance: layer.units.map { variances.base[$0 * stride + lane] })
    }
  }
}
