import CKernels

/// Sums of what each lane of a block has observed, for the statistics that normalize observations.
final class LaneMoments {
  private let count: Int
  private let stride: Int
  private let sum: AlignedBuffer<Double>
  private let squares: AlignedBuffer<Double>
  private let shift: AlignedBuffer<Float>

  /// - Parameter count: components of an observation.
  init(count: Int, stride: Int) {
    self.count = count
    self.stride = stride
    sum = AlignedBuffer(count: count * stride, filledWith: 0)
    squares = AlignedBuffer(count: count * stride, filledWith: 0)
    shift = AlignedBuffer(count: count, filledWith: 0)
  }

  /// Says what sums are taken relative to.
  func setShift(_ shift: [Float]) { self.shift.base.update(from: shift, count: count) }

  func begin(lane: Int) {
    for k in 0..<count {
      sum.base[k * stride + lane] = 0
      squares.base[k * stride + lane] = 0
    }
  }

  /// Adds what lanes `0..<lanes` see.
  func add(_ observation: UnsafePointer<Float>, lanes: Int) {
    ck_accumulate_moments(
      sum.base, squares.base, observation, shift.base, count, lanes, stride)
  }

  /// Writes a lane's sums of (x - shift) and then of (x - shift)^2.
  func write(lane: Int, to sums: UnsafeMutablePointer<Double>) {
    for k in 0..<count {
      sums[k] = sum.base[k * stride + lane]
      sums[count + k] = squares.base[k * stride + lane]
    }
  }

  func moveLane(from source: Int, to target: Int) {
    for k in 0..<count {
      sum.base[k * stride + target] = sum.base[k * stride + source]
      squares.base[k * stride + target] = squares.base[k * stride + source]
    }
  }
}
