import EvoCore

/// CMA-ES with margin (Hamano et al. 2022): a batch is a generation, and no value of a whole number or of
/// a choice ever becomes too unlikely to be tried.
final class MarginSampler: Sampler {
  private let task: SamplerTask
  private var distribution: MarginDistribution
  /// Generations that the distribution has learned from.
  private var learned = 0
  private var asked: [MarginDistribution.Candidate] = []

  var batch: Int { distribution.population }

  init(_ task: SamplerTask) {
    self.task = task
    distribution = Self.start(task)
  }

  private static func start(_ task: SamplerTask) -> MarginDistribution {
    let domains = task.space.parameters.map(\.domain)
    return MarginDistribution(
      mean: task.space.parameters.map { $0.domain.place(of: $0.first) },
      limits: domains.map(limits))
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
      distribution = Self.start(task)
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
      distribution.learn(order.map { candidates[$0] })
      learned += 1
      asked = []
    }
    if asked.isEmpty { asked = candidates(generation) }
    return numbers.map { assignment(asked[$0 - history.count]) }
  }

  private func candidates(_ generation: Int) -> [MarginDistribution.Candidate] {
    (0..<batch).map { member in
      let number = generation * batch + member
      // The first guess is the mean itself.
      if number == 0 { return distribution.meanCandidate }
      var random = task.random(number)
      return distribution.candidate { NormalDistribution.draw(&random) }
    }
  }

  private func assignment(_ candidate: MarginDistribution.Candidate) -> Assignment {
    task.space.assignment(at: candidate.encoded)
  }
}
