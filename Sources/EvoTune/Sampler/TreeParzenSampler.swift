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
    let below = ranked.prefix(good).sorted { $0.number < $1.number }
    let above = ranked.dropFirst(good).sorted { $0.number < $1.number }
    let joint = task.space.parameters.indices.filter {
      task.space.parameters[$0].condition == nil
    }
    let single = task.space.parameters.indices.filter { !joint.contains($0) }
    let groups = ([joint] + single.map { [$0] }).filter { !$0.isEmpty }
      .map { ParzenGroup($0, task.space, below: below, above: above) }
    return numbers.map { number in
      if number == 0 { return task.space.first }
      if history.count < Self.startup { return task.spread(number) }
      var random = task.random(number)
      var values = task.space.parameters.map(\.first)
      for group in groups {
        for (index, value) in group.best(of: Self.candidates, &random) { values[index] = value }
      }
      return task.space.assignment(values)
    }
  }
}

/// Parameters that are drawn together.
private struct ParzenGroup {
  private let indices: [Int]
  private let good: [ParzenEstimator]
  private let others: [ParzenEstimator]

  init(_ indices: [Int], _ space: SearchSpace, below: [Trial], above: [Trial]) {
    self.indices = indices
    func estimators(_ trials: [Trial]) -> [ParzenEstimator] {
      indices.map { index in
        let values = trials.compactMap { $0.assignment[index] }
        let width =
          indices.count > 1
          ? 0.2 * pow(Double(max(values.count, 1)), -1 / Double(indices.count + 4)) : nil
        return ParzenEstimator(space.parameters[index].domain, values: values, width: width)
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
