/// Sums weighted noise over the pairs of a generation, in chunks of a fixed number of pairs that
/// are added in their order: the result has the same bits for any number of workers.
package final class GradientEstimator: @unchecked Sendable {
  // Unchecked: each worker touches only its own scratch memory.

  private let network: Network
  private let perturbation: any NoisePerturbation
  /// Pairs per chunk. Part of the definition of the sum, so never a matter of tuning per machine.
  private let chunk: Int
  private var scratch: [Scratch] = []

  private struct Scratch {
    let noise: NoiseBlock
    let partial: PartialSum
  }

  package init(network: Network, perturbation: any NoisePerturbation) {
    self.network = network
    self.perturbation = perturbation
    chunk = Self.chunk(rank: perturbation.rank)
  }

  /// Pairs whose noise a worker holds at a time. Dense noise holds every weight of every pair, so it
  /// goes in smaller pieces.
  package static func chunk(rank: Int?) -> Int { rank == nil ? 32 : 256 }

  /// `sum over pairs of weight * noise`, with noise of unit variance.
  package func sum(_ weights: [Float], of generation: Generation, on workers: some Workers)
    -> [Float]
  {
    while scratch.count < workers.count {
      scratch.append(
        Scratch(
          noise: NoiseBlock(network: network, rank: perturbation.rank, stride: chunk),
          partial: PartialSum(count: network.parameterCount)))
    }
    let chunkCount = (weights.count + chunk - 1) / chunk
    var total = [Float](repeating: 0, count: network.parameterCount)
    for wave in stride(from: 0, to: chunkCount, by: workers.count) {
      let busy = min(workers.count, chunkCount - wave)
      if busy == 1 {
        fillPartial(of: 0, chunk: wave, weights, generation)
      } else {
        workers.run { worker in
          if worker < busy {
            self.fillPartial(of: worker, chunk: wave + worker, weights, generation)
          }
        }
      }
      for worker in 0..<busy { scratch[worker].partial.add(to: &total) }
    }
    return total
  }

  private func fillPartial(
    of worker: Int, chunk index: Int, _ weights: [Float], _ generation: Generation
  ) {
    let first = index * chunk
    let partial = scratch[worker].partial
    partial.clear()
    perturbation.accumulate(
      Array(weights[first..<min(first + chunk, weights.count)]), firstPair: first, of: generation,
      using: scratch[worker].noise, into: partial.base)
  }
}

/// One worker's share of a sum.
private final class PartialSum {
  private let values: AlignedBuffer<Float>
  var base: UnsafeMutablePointer<Float> { values.base }

  init(count: Int) { values = AlignedBuffer(count: count, filledWith: 0) }

  func clear() { values.base.update(repeating: 0, count: values.count) }

  func add(to total: inout [Float]) {
    for i in total.indices { total[i] += values.base[i] }
  }
}
