/// Sums of what each lane of a block has measured since its episode began.
final class LaneMeasures {
  private let memory: LaneMemory
  private let stride: Int
  private let sums: AlignedBuffer<Double>

  init(_ memory: LaneMemory) {
    self.memory = memory
    stride = memory.block.stride
    sums = AlignedBuffer(count: memory.measureCount * stride, filledWith: 0)
  }

  func begin(lane: Int) {
    for k in 0..<memory.measureCount { sums.base[k * stride + lane] = 0 }
  }

  /// Adds what the latest step of lanes `0..<lanes` measured.
  func add(lanes: Int) {
    guard let measures = memory.block.measures else { return }
    for k in 0..<memory.measureCount {
      for lane in k * stride..<k * stride + lanes { sums.base[lane] += Double(measures[lane]) }
    }
  }

  /// Writes a lane's sums.
  func write(lane: Int, to values: UnsafeMutablePointer<Double>) {
    for k in 0..<memory.measureCount { values[k] = sums.base[k * stride + lane] }
  }

  func moveLane(from source: Int, to target: Int) {
    for k in 0..<memory.measureCount {
      sums.base[k * stride + target] = sums.base[k * stride + source]
    }
  }
}
