import CKernels

/// Gaussian noise on every parameter, of low rank or of full rank on the matrices.
///
/// Low rank is EGGROLL (arXiv 2511.16652, eq. 4-6): `W + sigma / sqrt(r) A B^T` with A and B of
/// standard normals, of which only r (rows + columns) numbers per matrix are ever made. Full rank is
/// OpenAI-ES (arXiv 1703.03864). Vectors get full Gaussian noise either way. The noise of a leaf is
/// the standard normal sequence of (seed, generation, pair, stream), with one stream per factor.
public struct GaussianPerturbation: NoisePerturbation {
  public let rank: Int?

  /// - Parameter rank: columns of the factors, at least 1; nil for full rank.
  public init(rank: Int?) {
    self.rank = rank
  }

  /// Each leaf has two streams: its values, or B, on the first; A on the second.
  private func stream(_ leaf: ParameterLeaf, second: Bool, _ generation: Generation) -> ck_stream {
    ck_stream(
      seed: generation.seed, leaf: UInt32(2 * leaf.index + (second ? 1 : 0)),
      generation: UInt32(truncatingIfNeeded: generation.index))
  }

  private func factorScale(_ rank: Int) -> Float { 1 / Float(rank).squareRoot() }

  public func fill(
    _ noise: NoiseBlock, lane: Int, member: Int, of generation: Generation, center: [Float]
  ) {
    let pair = UInt32(generation.pair(of: member))
    let scale = generation.sign(of: member) * generation.sigma
    let stride = noise.stride
    center.withUnsafeBufferPointer { center in
      for leaf in noise.leaves {
        let parameter = leaf.parameter
        let first = stream(parameter, second: false, generation)
        if !parameter.isMatrix {
          ck_normal_lane(
            noise.values(leaf) + lane, parameter.count, first, pair, scale,
            center.baseAddress.map { $0 + parameter.offset }, stride)
        } else if let rank {
          ck_normal_lane(
            noise.b(leaf) + lane, parameter.columns * rank, first, pair, 1, nil, stride)
          ck_normal_lane(
            noise.a(leaf) + lane, parameter.rows * rank,
            stream(parameter, second: true, generation),
            pair, scale * factorScale(rank), nil, stride)
        } else {
          ck_normal_lane(
            noise.values(leaf) + lane, parameter.count, first, pair, scale, nil, stride)
        }
      }
    }
  }

  public func fillSixteen(
    _ noise: NoiseBlock, firstLane: Int, members: UnsafePointer<Int32>, of generation: Generation,
    center: [Float]
  ) {
    // Room to align by hand: an allocation of this alignment would come from the heap.
    withUnsafeTemporaryAllocation(byteCount: 256 + 48, alignment: 16) { memory in
      guard let base = memory.baseAddress?.alignedUp(toMultipleOf: 64) else { return }
      let pairs = base.bindMemory(to: UInt32.self, capacity: 16)
      let scales = (base + 64).bindMemory(to: Float.self, capacity: 48)
      let (factorScales, ones) = (scales + 16, scales + 32)
      for i in 0..<16 {
        let member = Int(members[i])
        pairs[i] = UInt32(generation.pair(of: member))
        scales[i] = generation.sign(of: member) * generation.sigma
        factorScales[i] = scales[i] * factorScale(rank ?? 1)
        ones[i] = 1
      }
      center.withUnsafeBufferPointer { center in
        fillColumns(
          noise, firstLane: firstLane, lanes: 16, pairs: pairs, of: generation,
          bScales: ones, aScales: factorScales, scales: scales, center: center.baseAddress)
      }
    }
  }

  private func fillColumns(
    _ noise: NoiseBlock, firstLane: Int, lanes: Int, pairs: UnsafePointer<UInt32>,
    of generation: Generation, bScales: UnsafePointer<Float>, aScales: UnsafePointer<Float>,
    scales: UnsafePointer<Float>, center: UnsafePointer<Float>?
  ) {
    let stride = noise.stride
    for leaf in noise.leaves {
      let parameter = leaf.parameter
      let first = stream(parameter, second: false, generation)
      if !parameter.isMatrix {
        ck_normal_block(
          noise.values(leaf) + firstLane, parameter.count, first, pairs, scales,
          center.map { $0 + parameter.offset }, lanes, stride)
      } else if let rank {
        ck_normal_block(
          noise.b(leaf) + firstLane, parameter.columns * rank, first, pairs, bScales, nil, lanes,
          stride)
        ck_normal_block(
          noise.a(leaf) + firstLane, parameter.rows * rank,
          stream(parameter, second: true, generation), pairs, aScales, nil, lanes, stride)
      } else {
        ck_normal_block(
          noise.values(leaf) + firstLane, parameter.count, first, pairs, scales, nil, lanes, stride)
      }
    }
  }

  public func accumulate(
    _ weights: [Float], firstPair: Int, of generation: Generation, using noise: NoiseBlock,
    into gradient: UnsafeMutablePointer<Float>
  ) {
    // Unit noise, one pair per lane; lanes past the last pair have weight 0.
    let lanes = roundedToLanes(weights.count)
    let stride = noise.stride
    precondition(lanes <= stride, "\(weights.count) pairs do not fit a block of \(stride) lanes")
    let pairs = AlignedBuffer<UInt32>(count: lanes, filledWith: 0)
    let ones = AlignedBuffer<Float>(count: lanes, filledWith: 1)
    let scaled = AlignedBuffer<Float>(count: lanes, filledWith: 0)
    let weight = AlignedBuffer<Float>(count: lanes, filledWith: 0)
    for (lane, value) in weights.enumerated() {
      pairs.base[lane] = UInt32(firstPair + lane)
      weight.base[lane] = value
      scaled.base[lane] = value * factorScale(rank ?? 1)
    }
    fillColumns(
      noise, firstLane: 0, lanes: lanes, pairs: pairs.base, of: generation,
      bScales: ones.base, aScales: ones.base, scales: ones.base, center: nil)
    let widest = noise.leaves.reduce(0) { max($0, $1.parameter.rows) } * (rank ?? 0)
    let scratch = AlignedBuffer<Float>(count: widest * stride, filledWith: 0)
    for leaf in noise.leaves {
      let parameter = leaf.parameter
      let target = gradient + parameter.offset
      if parameter.isMatrix, let rank {
        ck_outer_accumulate(
          target, noise.a(leaf), noise.b(leaf), scaled.base, parameter.rows, parameter.columns,
          rank, scratch.base, lanes, stride)
      } else {
        ck_weighted_accumulate(
          target, noise.values(leaf), weight.base, parameter.count, lanes, stride)
      }
    }
  }
}
