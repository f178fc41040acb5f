import EvoCore
import Glibc

/// A density over one parameter's places, made of the places of some trials and a wide prior.
struct ParzenEstimator {
  private struct Kernel {
    var weight: Double
    var center: Double
    var width: Double
  }

  private let domain: Domain
  private var kernels: [Kernel] = []
  /// Of a choice: how likely each value is beside each trial.
  private var shares: [[Double]] = []

  /// - Parameter values: of the trials, in the order of their numbers.
  init(_ domain: Domain, values: [Double]) {
    self.domain = domain
    let weights = Self.weights(values.count)
    let count = Double(values.count + 1)
    if let choices = domain.count, domain.isUnordered {
      for value in values {
        var row = [Double](repeating: 1 / count, count: choices)
        row[Int(value)] += 1
        let sum = row.reduce(0, +)
        shares.append(row.map { $0 / sum })
      }
      shares.append([Double](repeating: 1 / Double(choices), count: choices))
      kernels = weights.map { Kernel(weight: $0, center: 0, width: 0) }
      return
    }
    let places = values.map { domain.place(of: $0) }
    let least = 1 / min(100, 1 + count)
    kernels = zip(zip(places, Self.gaps(places)), weights).map { pair, weight in
      Kernel(weight: weight, center: pair.0, width: min(max(pair.1, least), 1))
    }
    kernels.append(Kernel(weight: weights[places.count], center: 0.5, width: 1))
  }

  /// How far each place is from its farther neighbor, and from its only one at both ends.
  private static func gaps(_ places: [Double]) -> [Double] {
    let order = places.indices.sorted { places[$0] < places[$1] }
    let sorted = [0] + order.map { places[$0] } + [1]
    var gaps = [Double](repeating: 1, count: places.count)
    for (rank, index) in order.enumerated() {
      let (left, right) = (sorted[rank + 1] - sorted[rank], sorted[rank + 2] - sorted[rank + 1])
      let isFirst = rank == 0
      let isLast = rank == places.count - 1
      gaps[index] =
        places.count >= 2 && isFirst ? right : places.count >= 2 && isLast ? left : max(left, right)
    }
    return gaps
  }

  /// Trials that are long ago count less; the prior counts as a trial.
  private static func weights(_ count: Int) -> [Double] {
    let recent = 25
    var weights = [Double](repeating: 1, count: count)
    let old = count - recent
    if old > 0 {
      for index in 0..<old {
        let share = old == 1 ? 0 : Double(index) / Double(old - 1)
        weights[index] = 1 / Double(count) + share * (1 - 1 / Double(count))
      }
    }
    weights.append(1)
    let sum = weights.reduce(0, +)
    return weights.map { $0 / sum }
  }

  var kernelCount: Int { kernels.count }

  /// The logarithm of each kernel's weight.
  var logWeights: [Double] { kernels.map { log($0.weight) } }

  /// A kernel by its weight.
  func chosenKernel(_ random: inout Random) -> Int {
    var rest = random.unit()
    for (index, kernel) in kernels.enumerated() {
      rest -= kernel.weight
      if rest < 0 { return index }
    }
    return kernels.count - 1
  }

  /// A value of a kernel.
  func draw(_ kernel: Int, _ random: inout Random) -> Double {
    if !shares.isEmpty {
      var rest = random.unit()
      for (index, share) in shares[kernel].enumerated() {
        rest -= share
        if rest < 0 { return Double(index) }
      }
      return Double(shares[kernel].count - 1)
    }
    let (center, width) = (kernels[kernel].center, kernels[kernel].width)
    let low = NormalDistribution.cumulative(-center / width)
    let high = NormalDistribution.cumulative((1 - center) / width)
    let share = low + (high - low) * random.unit()
    let place = center + width * NormalDistribution.quantile(min(max(share, 1e-300), 1 - 1e-15))
    return domain.value(at: place)
  }

  /// The logarithm of how dense each kernel is at a value.
  func logDensities(_ value: Double) -> [Double] {
    if !shares.isEmpty { return shares.map { log($0[Int(value)]) } }
    let place = domain.place(of: value)
    let cell = domain.cell(around: place)
    return kernels.map { kernel in
      let all =
        NormalDistribution.cumulative((1 - kernel.center) / kernel.width)
        - NormalDistribution.cumulative(-kernel.center / kernel.width)
      guard let cell else {
        let z = (place - kernel.center) / kernel.width
        return -0.5 * z * z - log(kernel.width * (2 * Double.pi).squareRoot()) - log(all)
      }
      let mass =
        NormalDistribution.cumulative((cell.upperBound - kernel.center) / kernel.width)
        - NormalDistribution.cumulative((cell.lowerBound - kernel.center) / kernel.width)
      return log(max(mass, 1e-300)) - log(all)
    }
  }
}
