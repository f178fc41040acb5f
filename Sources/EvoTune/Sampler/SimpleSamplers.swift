import EvoCore

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

/// Tries values that are evenly spread in every few dimensions: Sobol's sequence, scrambled by the seed (a
/// digital shift). What lies beyond its dimensions is random.
final class SobolSampler: Sampler {
  private let task: SamplerTask
  private let sequence: SobolSequence
  private let shifts: [UInt32]
  var batch: Int { task.batch }

  init(_ task: SamplerTask) {
    self.task = task
    let count = min(task.dimension, SobolSequence.dimensions)
    sequence = SobolSequence(count)
    var random = Random(seed: task.seed, domain: .probe, substream: 3)
    shifts = (0..<count).map { _ in random.next() }
  }

  func propose(_ numbers: Range<Int>, after history: ArraySlice<Trial>) -> [Assignment] {
    numbers.map { number in
      if number == 0 { return task.space.first }
      let point = sequence.point(UInt32(truncatingIfNeeded: number))
      var random = task.random(number)
      let places = (0..<task.dimension).map { index in
        index < point.count ? Double(point[index] ^ shifts[index]) * 0x1p-32 : random.unit()
      }
      return task.space.assignment(at: places)
    }
  }
}
