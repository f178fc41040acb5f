/// What the policies of a block of lanes remember: some numbers in each lane, 0 when an episode
/// begins.
package final class LaneState {
  /// Numbers in a lane.
  package let count: Int
  private let stride: Int
  private let memory: AlignedBuffer<Float>

  package init(count: Int, stride: Int) {
    self.count = count
    self.stride = stride
    memory = AlignedBuffer(count: count * stride, filledWith: 0)
  }

  /// Number `index` of all lanes; of lane j at `[j]`.
  package func row(_ index: Int) -> UnsafeMutablePointer<Float> { memory.base + index * stride }

  package func begin(lane: Int) {
    for index in 0..<count { row(index)[lane] = 0 }
  }

  package func moveLane(from source: Int, to target: Int) {
    for index in 0..<count { row(index)[target] = row(index)[source] }
  }

  package func save(lane: Int, to numbers: LaneWriter) {
    for index in 0..<count { numbers[index] = row(index)[lane] }
  }

  package func restore(lane: Int, from numbers: LaneReader) {
    for index in 0..<count { row(index)[lane] = numbers[index] }
  }
}
