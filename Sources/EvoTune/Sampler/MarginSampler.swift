import EvoCore
import Glibc

/// CMA-ES with margin (Hamano et al. 2022) for numbers, beside a distribution over the values of choices
/// (Hamano et al. 2024): a batch is a generation, and no value of a whole number or of a choice ever becomes
/// too unlikely to be tried.
final class MarginSampler: Sampler {
  /// A try, and what is learned from.
  private struct Candidate {
    var numbers: MarginDistribution.Candidate
    var choices: [Int]
  }

  private let task: SamplerTask
  /// Parameters whose values have an order, and the others.
  private let ordered: [Int]
  private let unordered: [Int]
  private var numbers: MarginDistribution
  private var choices: ChoiceDistribution
  /// Generations that the distributions have learned from.
  private var learned = 0
  private var asked: [Candidate] = []

  let batch: Int

  init(_ task: SamplerTask) {
    self.task = task
    batch = 4 + Int(3 * log(Double(task.dimension)))
    let parameters = task.space.parameters
    unordered = parameters.indices.filter {
      parameters[$0].domain.isUnordered && parameters[$0].domain.count ?? 0 > 1
    }
    ordered = parameters.indices.filter { !parameters[$0].domain.isUnordered }
    (numbers, choices) = Self.start(task, ordered, unordered, members: batch)
  }

  private static func start(
    _ task: SamplerTask, _ ordered: [Int], _ unordered: [Int], members: Int
  ) -> (MarginDistribution, ChoiceDistribution) {
    let parameters = ordered.map { task.space.parameters[$0] }
    return (
      MarginDistribution(
        mean: parameters.map { $0.domain.place(of: $0.first) },
        limits: parameters.map { limits($0.domain) }, members: members),
      ChoiceDistribution(
        counts: unordered.map { task.space.parameters[$0].domain.count ?? 1 })
    )
  }

  /// Where one value ends and the next begins; where there are very many, they are as good as continuous.
  private static func limits(_ domain: Domain) -> [Double] {
    guard let count = domain.count, count <= 1000 else { return [] }
    var limits: [Double] = []
    var place = 0.0
    for _ in 1..<max(count, 1) {
      place = domain.cell(around: domain.place(of: domain.value(at: place)))?.upperBound ?? 1
      limits.append(place)
      // Into the next cell.
      place = min(place + 1e-9, 1)
    }
    return limits
  }

  func propose(_ numbers: Range<Int>, after history: ArraySlice<Trial>) -> [Assignment] {
    let generation = history.count / batch
    if generation < learned {
      (self.numbers, choices) = Self.start(task, ordered, unordered, members: batch)
      learned = 0
      asked = []
    }
    while learned < generation {
      let candidates = asked.isEmpty ? candidates(learned) : asked
      let trials = history[learned * batch..<(learned + 1) * batch]
      let standings = trials.map { Standing($0, maximizes: task.maximizes) }
      let order = standings.indices.sorted {
        standings[$0] == standings[$1] ? $0 < $1 : standings[$1] < standings[$0]
      }
      self.numbers.learn(order.map { candidates[$0].numbers })
      choices.learn(order.map { candidates[$0].choices }, weights: self.numbers.weights)
      learned += 1
      asked = []
    }
    if asked.isEmpty { asked = candidates(generation) }
    return numbers.map { assignment(asked[$0 - history.count]) }
  }

  private func candidates(_ generation: Int) -> [Candidate] {
    (0..<batch).map { member in
      let number = generation * batch + member
      // The first guess is the mean itself.
      if number == 0 {
        return Candidate(
          numbers: numbers.meanCandidate,
          choices: unordered.map { Int(task.space.parameters[$0].first) })
      }
      var random = task.random(number)
      return Candidate(
        numbers: numbers.candidate { NormalDistribution.draw(&random) },
        choices: choices.draw { random.unit() })
    }
  }

  private func assignment(_ candidate: Candidate) -> Assignment {
    var values = task.space.parameters.map(\.first)
    for (index, place) in zip(ordered, candidate.numbers.encoded) {
      values[index] = task.space.parameters[index].domain.value(at: place)
    }
    for (index, value) in zip(unordered, candidate.choices) { values[index] = Double(value) }
    return task.space.assignment(values)
  }
}
