import EvoCore

/// Regularized evolution (Real et al. 2019): the best of a few of the latest trials, with one or more of
/// its values changed.
final class EvolutionSampler: Sampler {
  private let task: SamplerTask
  var batch: Int { task.batch }
  /// How many of the latest trials live, and how many of them compete to be a parent.
  private static let population = 20
  private static let rivals = 5
  /// How far a number moves, as a part of its range.
  private static let reach = 0.2

  init(_ task: SamplerTask) { self.task = task }

  func propose(_ numbers: Range<Int>, after history: ArraySlice<Trial>) -> [Assignment] {
    numbers.map { number in
      if number == 0 { return task.space.first }
      // Those that have died of age may have been lucky.
      let living = history.suffix(Self.population)
      guard living.count >= Self.population / 2 else { return task.spread(number) }
      var random = task.random(number)
      let rivals = (0..<Self.rivals).map { _ in
        living[living.startIndex + random.index(below: living.count)]
      }
      return child(of: task.ranked(rivals)[0], &random)
    }
  }

  private func child(of parent: Trial, _ random: inout Random) -> Assignment {
    let parameters = task.space.parameters
    var values = zip(parameters, parent.assignment).map { $1 ?? $0.first }
    let active = parameters.indices.filter { parent.assignment[$0] != nil }
    let chosen = active[random.index(below: active.count)]
    for index in active
    where index == chosen || random.unit() < 1 / Double(max(active.count, 1)) {
      values[index] = changed(values[index], parameters[index].domain, &random)
    }
    return task.space.assignment(values)
  }

  private func changed(_ value: Double, _ domain: Domain, _ random: inout Random) -> Double {
    if domain.isUnordered, let count = domain.count {
      let step = 1 + random.index(below: count - 1)
      return Double((Int(value) + step) % count)
    }
    let place = domain.place(of: value)
    for _ in 0..<100 {
      let next = domain.value(
        at: reflected(place + Self.reach * NormalDistribution.draw(&random)))
      if next != value { return next }
    }
    return value
  }

  private func reflected(_ place: Double) -> Double {
    let turn = abs(place).truncatingRemainder(dividingBy: 2)
    return turn <= 1 ? turn : 2 - turn
  }
}
