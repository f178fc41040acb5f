/// Tries values at random.
final class RandomSampler: Sampler {
  private let task: SamplerTask
  var batch: Int { task.batch }

  init(_ task: SamplerTask) { self.task = task }

  func propose(_ numbers: Range<Int>, after history: ArraySlice<Trial>) -> [Assignment] {
    numbers.map { $0 == 0 ? task.space.first : task.scattered($0) }
  }
}

/// Tries values that are evenly spread.
final class HaltonSampler: Sampler {
  private let task: SamplerTask
  var batch: Int { task.batch }

  init(_ task: SamplerTask) { self.task = task }

  func propose(_ numbers: Range<Int>, after history: ArraySlice<Trial>) -> [Assignment] {
    numbers.map { $0 == 0 ? task.space.first : task.spread($0) }
  }
}
