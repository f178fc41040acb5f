import CKernels
import EvoCore

/// One layer without bias over blocks of lanes, with everything that a forward pass reads.
struct LayerSample: ~Copyable {
  /// Noise on the matrix.
  enum Noise {
    case none
    case lowRank(Int)
    case full
  }

  let inputs: Int
  let outputs: Int
  let lanes: Int
  let blocks: Int
  let noise: Noise
  private let weight: AlignedBuffer<Float>
  private let x: AlignedBuffer<Float>
  private let y: AlignedBuffer<Float>
  /// B of all blocks and then A, or the dense differences.
  private let values: AlignedBuffer<Float>
  private let scratch: AlignedBuffer<Float>
  private let pairs: AlignedBuffer<UInt32>
  private let scales: AlignedBuffer<Float>

  /// - Parameters:
  ///   - lanes: members per block, a multiple of 16.
  ///   - blocks: how many blocks the population has.
  init(inputs: Int, outputs: Int, lanes: Int, blocks: Int, noise: Noise) {
    self.inputs = inputs
    self.outputs = outputs
    self.lanes = lanes
    self.blocks = blocks
    self.noise = noise
    weight = Self.filled(inputs * outputs, leaf: 1)
    x = Self.filled(inputs * lanes * blocks, leaf: 2)
    y = AlignedBuffer(count: outputs * lanes * blocks, filledWith: 0)
    let rows =
      switch noise {
      case .none: 0
      case .lowRank(let rank): rank * (inputs + outputs)
      case .full: inputs * outputs
      }
    values = AlignedBuffer(count: rows * lanes * blocks, filledWith: 0.01)
    scratch = AlignedBuffer(
      count: max(Int(CK_FORWARD_LANES), outputs) * 16 * lanes, filledWith: 0)
    pairs = AlignedBuffer(count: lanes, filledWith: 0)
    scales = AlignedBuffer(count: lanes, filledWith: 0.01)
    for lane in 0..<lanes { pairs.base[lane] = UInt32(lane) }
  }

  private static func filled(_ count: Int, leaf: UInt32) -> AlignedBuffer<Float> {
    let buffer = AlignedBuffer<Float>(count: (count + 63) & ~63, filledWith: 0)
    ck_normals(buffer.base, buffer.count, ck_stream(seed: 1, leaf: leaf, generation: 0), 0)
    return buffer
  }

  var members: Int { lanes * blocks }
  /// Multiply-adds count twice.
  var plainOperations: Double { 2 * Double(inputs * outputs * members) }
  var operations: Double {
    guard case .lowRank(let rank) = noise else { return plainOperations }
    return plainOperations + 2 * Double(rank * (inputs + outputs) * members)
  }
  /// Bytes of noise that one member holds.
  var noiseBytes: Double { Double(values.count / members * MemoryLayout<Float>.stride) }

  private func b(_ block: Int, rank: Int) -> UnsafeMutablePointer<Float> {
    values.base + block * lanes * inputs * rank
  }
  private func a(_ block: Int, rank: Int) -> UnsafeMutablePointer<Float> {
    values.base + lanes * rank * (blocks * inputs + block * outputs)
  }

  /// Writes the noise of one block.
  func fill(block: Int) {
    let first = ck_stream(seed: 1, leaf: 3, generation: UInt32(block))
    switch noise {
    case .none: break
    case .lowRank(let rank):
      let second = ck_stream(seed: 1, leaf: 4, generation: UInt32(block))
      ck_normal_block(
        b(block, rank: rank), inputs * rank, first, pairs.base, scales.base, nil, lanes, lanes)
      ck_normal_block(
        a(block, rank: rank), outputs * rank, second, pairs.base, scales.base, nil, lanes, lanes)
    case .full:
      let count = inputs * outputs
      ck_normal_block(
        values.base + block * lanes * count, count, first, pairs.base, scales.base, nil, lanes,
        lanes)
    }
  }

  /// The forward pass of one block.
  func forward(block: Int) {
    let noise: MatrixNoise =
      switch noise {
      case .none: .absent
      case .lowRank(let rank):
        .lowRank(rank, a: a(block, rank: rank), b: b(block, rank: rank))
      case .full: .dense(values.base + block * lanes * inputs * outputs)
      }
    var layer = ck_layer(weight.base, rows: outputs, columns: inputs, noise: noise)
    ck_forward(
      &layer, x.base + block * lanes * inputs, y.base + block * lanes * outputs, scratch.base,
      lanes, lanes)
  }

  /// Forward passes of all blocks, block by block.
  func forward(steps: Int = 1) {
    for block in 0..<blocks {
      for _ in 0..<steps { forward(block: block) }
    }
  }

  /// All blocks, each noise made right before its only use.
  func fillAndForward() {
    for block in 0..<blocks {
      fill(block: block)
      forward(block: block)
    }
  }

  /// The update's sum of weighted outer products over one block, rank 1.
  func accumulate() {
    ck_outer_accumulate(
      weight.base, a(0, rank: 1), b(0, rank: 1), scales.base, outputs, inputs, 1, scratch.base,
      lanes, lanes)
  }
}
