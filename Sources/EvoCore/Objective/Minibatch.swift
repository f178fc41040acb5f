import CKernels

/// Samples as lanes of a block: features, normalized where the policy asks for it, and answers.
struct Minibatch: ~Copyable {
  /// Lanes in use, whole vectors; those past the last sample hold zeros.
  private(set) var lanes = 0
  private(set) var sampleCount = 0
  let stride: Int
  /// [features][stride]
  let inputs: AlignedBuffer<Float>
  /// The index of each lane's class; zeros for a regression.
  let labels: AlignedBuffer<Int32>
  /// Each lane's target in units of the training set's deviation; zeros for a classification.
  let targets: AlignedBuffer<Float>

  /// Room for `capacity` samples.
  init(featureCount: Int, capacity: Int) {
    stride = roundedToLanes(capacity)
    inputs = AlignedBuffer(count: featureCount * stride, filledWith: 0)
    labels = AlignedBuffer(count: stride, filledWith: 0)
    targets = AlignedBuffer(count: stride, filledWith: 0)
  }

  /// Declares how many samples `gather` is going to bring in.
  mutating func resize(to count: Int) {
    sampleCount = count
    lanes = roundedToLanes(count)
    precondition(lanes <= stride, "\(count) samples in a minibatch of \(stride)")
  }

  /// Brings the samples with the numbers `indices` into lanes `range`, whole vectors of them.
  func gather(
    _ indices: [Int32], lanes range: Range<Int>, from samples: Samples, for policy: PolicyInputs
  ) {
    switch samples.features {
    case .bytes(let bytes):
      bytes.withUnsafeBufferPointer { rows in
        transpose(indices, range, width: samples.featureCount) { at in
          Float(rows[at]) * Samples.byteScale
        }
      }
    case .floats(let floats):
      floats.withUnsafeBufferPointer { rows in
        transpose(indices, range, width: samples.featureCount) { at in rows[at] }
      }
    }
    if let limit = policy.limit {
      let first = inputs.base + range.lowerBound
      ck_normalize(
        first, first, policy.mean, policy.inverseDeviation, limit, samples.featureCount,
        range.count, stride)
    }
    for lane in range where lane < indices.count {
      let index = Int(indices[lane])
      switch samples.answers {
      case .labels(let all): labels.base[lane] = all[index]
      case .targets(let all):
        targets.base[lane] = (all[index] - policy.targetMean) / policy.targetDeviation
      }
    }
  }

  /// Sixteen samples side by side, so that every cache line of the block is written once.
  @inline(__always)
  private func transpose(
    _ indices: [Int32], _ range: Range<Int>, width: Int, value: (Int) -> Float
  ) {
    for first in Swift.stride(from: range.lowerBound, to: range.upperBound, by: 16) {
      let some = min(max(indices.count - first, 0), 16)
      var starts = SIMD16<Int>(repeating: 0)
      for lane in 0..<some { starts[lane] = Int(indices[first + lane]) * width }
      var target = inputs.base + first
      for feature in 0..<width {
        for lane in 0..<some { target[lane] = value(starts[lane] &+ feature) }
        for lane in some..<16 { target[lane] = 0 }
        target += stride
      }
    }
  }
}

/// What a policy does to features and to targets before the network meets them.
struct PolicyInputs {
  var mean: [Float] = []
  var inverseDeviation: [Float] = []
  /// nil when features go in as they are.
  var limit: Float?
  var targetMean: Float = 0
  var targetDeviation: Float = 1

  init(_ policy: Policy) {
    if let normalizer = policy.normalizer {
      mean = normalizer.mean
      inverseDeviation = normalizer.inverseDeviation
      limit = normalizer.limit
    }
    if case .value(let mean, let deviation) = policy.head {
      targetMean = mean
      targetDeviation = deviation
    }
  }
}
