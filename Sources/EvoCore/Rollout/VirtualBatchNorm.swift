import CKernels

/// Virtual batch normalization (Salimans et al., arXiv 1703.03864, section 3): before a member
/// plays, the fixed reference batch goes through its perturbed network layer by layer and sets the
/// mean and the biased variance of every hidden unit before its activation; they stay frozen for
/// the episode. Gain and shift are ordinary evolved parameters.
final class VirtualBatchNorm {
  private let network: Network
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
  /// First hidden unit of each layer.
  private let firstUnit: [Int]

  init(network: Network, rank: Int?, stride: Int, reference: ReferenceBatch) {
    self.network = network
    self.stride = stride
    self.reference = reference
    samples = roundedToLanes(reference.count)
    noise = NoiseBlock(network: network, rank: rank, stride: samples)
    let widest = network.widths.max() ?? 0
    inputs = AlignedBuffer(count: network.widths[0] * samples, filledWith: 0)
    hidden = AlignedBuffer(count: 2 * widest * samples, filledWith: 0)
    scratch = AlignedBuffer(count: max(rank ?? 0, 1) * Int(CK_FORWARD_LANES), filledWith: 0)
    unitMean = AlignedBuffer(count: widest, filledWith: 0)
    unitVariance = AlignedBuffer(count: widest, filledWith: 0)
    unitScale = AlignedBuffer(count: widest, filledWith: 0)
    unitShift = AlignedBuffer(count: widest, filledWith: 0)
    var units = 0
    firstUnit = network.layers.map { layer in
      defer { units += layer.gain == nil ? 0 : layer.outputs }
      return units
    }
    means = AlignedBuffer(count: units * stride, filledWith: 0)
    variances = AlignedBuffer(count: units * stride, filledWith: 1)
    scales = AlignedBuffer(count: units * stride, filledWith: 1)
    shifts = AlignedBuffer(count: units * stride, filledWith: 0)
  }

  /// Lays out the reference batch feature-major and lets the caller normalize it in place.
  func setInputs(_ normalize: (UnsafeMutablePointer<Float>, Int, Int) -> Void) {
    let width = network.widths[0]
    for k in 0..<width {
      for sample in 0..<samples {
        // Lanes past the batch repeat its first observation; nothing reads them.
        let row = sample < reference.count ? sample : 0
        inputs.base[k * samples + sample] = reference.observations[row * width + k]
      }
    }
    normalize(inputs.base, samples, samples)
  }

  func scale(layer: Int) -> UnsafeMutablePointer<Float> {
    scales.base + firstUnit[layer] * stride
  }
  func shift(layer: Int) -> UnsafeMutablePointer<Float> {
    shifts.base + firstUnit[layer] * stride
  }

  /// Measures the member in column `lane` of `source` and freezes its statistics.
  func prepare(lane: Int, noise source: NoiseBlock, weights: UnsafePointer<Float>) {
    for index in 0..<source.rowCount {
      noise.row(index).update(repeating: source.row(index)[lane], count: samples)
    }
    var input = inputs.base
    for (index, layer) in network.layers.enumerated() {
      guard let gain = layer.gain, let shift = layer.shift else { return }
      let output = hidden.base + index % 2 * hidden.count / 2
      var record = network.record(layer: index, noise: noise, weights: weights)
      record.activation = Int32(CK_IDENTITY)
      ck_forward(&record, input, output, scratch.base, samples, samples)
      ck_row_moments(
        output, unitMean.base, unitVariance.base, layer.outputs, reference.count, samples)
      let gains = source.values(source.leaves[gain.index]) + lane
      let shiftValues = source.values(source.leaves[shift.index]) + lane
      for o in 0..<layer.outputs {
        let (mean, variance) = (unitMean.base[o], unitVariance.base[o])
        let scale = gains[o * stride] / (variance + Network.varianceEpsilon).squareRoot()
        let shift = shiftValues[o * stride] - mean * scale
        let at = (firstUnit[index] + o) * stride + lane
        means.base[at] = mean
        variances.base[at] = variance
        scales.base[at] = scale
        shifts.base[at] = shift
        unitScale.base[o] = scale
        unitShift.base[o] = shift
      }
      ck_affine(
        output, unitScale.base, unitShift.base, layer.outputs, samples, samples)
      ck_activate(output, layer.outputs * samples, network.activation.kernel)
      input = output
    }
  }

  func moveLane(from source: Int, to target: Int) {
    for base in [means.base, variances.base, scales.base, shifts.base] {
      for row in 0..<means.count / stride {
        base[row * stride + target] = base[row * stride + source]
      }
    }
  }

  func statistics(lane: Int) -> [BatchStatistics] {
    network.layers.enumerated().compactMap { index, layer in
      guard layer.gain != nil else { return nil }
      let units = firstUnit[index]..<firstUnit[index] + layer.outputs
      return BatchStatistics(
        mean: units.map { means.base[$0 * stride + lane] },
        variance: units.map { variances.base[$0 * stride + lane] })
    }
  }
}
