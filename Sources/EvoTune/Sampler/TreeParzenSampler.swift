import EvoCore
import Glibc

/// The tree-structured Parzen estimator (Bergstra et al. 2011), as Optuna has it: values that are likely
/// among the good trials and unlikely among the others.
///
/// Parameters without a condition are drawn together (Falkner et al. 2018), the others one by one.
final class TreeParzenSampler: Sampler {
  private let task: SamplerTask
  var batch: Int { task.batch }
  /// Trials that are spread evenly first.
  private static let startup = 10
  private static let candidates = 24

  init(_ task: SamplerTask) { self.task = task }

  func propose(_ numbers: Range<Int>, after history: ArraySlice<Trial>) -> [Assignment] {
    let ranked = task.ranked(history)
    let good = min(Int((0.1 * Double(history.count)).rounded(.up)), 25)
    let below = ranked.prefix(good).sorted { $0.number < $1.number }.map(\.assignment)
    var above = ranked.dropFirst(good).sorted { $0.number < $1.number }.map(\.assignment)
    let joint = task.space.parameters.indices.filter {
      task.space.parameters[$0].condition == nil
    }
    let single = task.space.parameters.indices.filter { !joint.contains($0) }
    let groups = ([joint] + single.map { [$0] }).filter { !$0.isEmpty }
    // Those of the batch come one after the other, from its first on, because each keeps away from those
    // before it: what they are worth is not known, and counts as bad.
    let batch = (history.count..<numbers.upperBound).map { number -> Assignment in
      if number == 0 { return task.space.first }
      if history.count < Self.startup { return task.spread(number) }
      var random = task.random(number)
      var values = task.space.parameters.map(\.first)
      for group in groups.map({ ParzenGroup($0, task.space, below: below, above: above) }) {
        for (index, value) in group.best(of: Self.candidates, &random) { values[index] = value }
      }
      above.append(task.space.assignment(values))
      return task.space.assignment(values)
    }
    return Array(batch.suffix(numbers.count))
  }
}

/// Parameters that are drawn together.
private struct ParzenGroup {
  private let indices: [Int]
  private let good: [ParzenEstimator]
  private let others: [ParzenEstimator]

  init(_ indices: [Int], _ space: SearchSpace, below: [Assignment], above: [Assignment]) {
    self.indices = indices
    func estimators(_ tries: [Assignment]) -> [ParzenEstimator] {
      indices.map { index in
        ParzenEstimator(space.parameters[index].domain, values: tries.compactMap { $0[index] })
      }
    }
    good = estimators(below)
    others = estimators(above)
  }

  /// The most promising of some candidates.
  func best(of count: Int, _ random: inout Random) -> [(index: Int, value: Double)] {
    var best: (score: Double, values: [Double]) = (-.infinity, [])
    for _ in 0..<count {
      let kernel = good[0].chosenKernel(&random)
      let values = good.map { $0.draw(kernel, &random) }
      let score = Self.logDensity(good, values) - Self.logDensity(others, values)
      if best.values.isEmpty || score > best.score { best = (score, values) }
    }
    return Array(zip(indices, best.values)).map { (index: $0, value: $1) }
  }

  /// Of the mixture whose kernels are products over the parameters.
  private static func logDensity(_ estimators: [ParzenEstimator], _ values: [Double]) -> Double {
    var sums = estimators[0].logWeights
    for (estimator, value) in zip(estimators, values) {
      for (kernel, density) in estimator.logDensities(value).enumerated() {
        sums[kernel] += density
      }
    }
    let most = sums.max() ?? 0
    return most + log(sums.reduce(0) { $0 + exp($1 - most) })
  }
}
