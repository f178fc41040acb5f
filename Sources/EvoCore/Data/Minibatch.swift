import CKernels

/// Samples as lanes of a block: features, normalized where the policy asks for it, and answers.
struct Minibatch: ~Copyable {
  /// Lanes in use, whole vectors; those past the last sample hold zeros.
  private(set) var lanes = 0
  private(set) var sampleCount = 0
  let stride: Int
  /// [features][stride]
  let inputs: AlignedBuffer<Float>
  /// Where a network's first layer looks in the inputs; nil where it sees them all at once.
  let window: WindowBlock?
  /// The index of each lane's class; zeros for a regression.
  let labels: AlignedBuffer<Int32>
  /// Each lane's target in units of the training set's deviation; zeros for a classification.
  let targets: AlignedBuffer<Float>

  /// Room for `capacity` samples.
  init(for network: Network, capacity: Int) {
    stride = roundedToLanes(capacity)
    inputs = AlignedBuffer(count: network.widths[0] * stride, filledWith: 0)
    let width = stride
    window = network.convolutions?.windows.first.map { WindowBlock($0, stride: width) }
    labels = AlignedBuffer(count: stride, filledWith: 0)
    targets = AlignedBuffer(count: stride, filledWith: 0)
  }

  /// What the first layer reads: the inputs, with a rim of zeros where it looks beyond them.
  var first: UnsafePointer<Float> { window?.pictures(inputs.base) ?? UnsafePointer(inputs.base) }

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
    let first = inputs.base + range.lowerBound
    let some = min(max(indices.count - range.lowerBound, 0), range.count)
    indices.withUnsafeBufferPointer { indices in
      guard let from = indices.baseAddress else { return }
      let index = from + min(range.lowerBound, indices.count)
      switch samples.features {
      case .bytes(let bytes):
        ck_gather_bytes(
          bytes, Samples.byteScale, index, first, samples.featureCount, some, range.count, stride)
      case .floats(let floats):
        ck_gather_floats(
          floats, index, first, samples.featureCount, some, range.count, stride)
      }
    }
    if let limit = policy.limit {
      ck_normalize(
        first, first, policy.mean, policy.inverseDeviation, limit, samples.featureCount,
        range.count, stride)
    }
    window?.pad(inputs.base, lanes: range)
    for lane in range where lane < indices.count {
      let index = Int(indices[lane])
      switch samples.answers {
      case .labels(let all): labels.base[lane] = all[index]
      case .targets(let all):
        targets.base[lane] = (all[index] - policy.targetMean) / policy.targetDeviation
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
