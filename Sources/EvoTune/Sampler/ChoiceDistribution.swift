import Glibc

/// How likely each value of some choices is: the part of CatCMA (Hamano et al. 2024) beside its normal
/// distribution.
///
/// The probabilities follow the natural gradient in steps whose length adapts to how well they agree (ASNG,
/// Akimoto et al. 2019), and none of them falls below a margin.
package struct ChoiceDistribution {
  /// Of each choice: the probability of each value.
  package private(set) var shares: [[Double]]
  private let margins: [Double]
  /// How far a step goes, as a distance between distributions.
  private var pace = 1.0
  private var path: [Double]
  private var pathWeight = 0.0

  /// - Parameter counts: of the values of each choice, at least 2.
  package init(counts: [Int]) {
    shares = counts.map { [Double](repeating: 1 / Double($0), count: $0) }
    let others = 1 - pow(0.73, 1 / Double(max(counts.count, 1)))
    margins = counts.map { others / Double($0 - 1) }
    path = [Double](repeating: 0, count: counts.reduce(0) { $0 + $1 - 1 })
  }

  /// A value of each choice.
  ///
  /// - Parameter unit: gives uniform numbers from 0 to 1.
  package func draw(_ unit: () -> Double) -> [Int] {
    shares.map { row in
      var rest = unit()
      return row.firstIndex {
        rest -= $0
        return rest < 0
      } ?? row.count - 1
    }
  }

  /// Learns from a generation.
  ///
  /// - Parameters:
  ///   - draws: best first.
  ///   - weights: of the best of them, with a sum of 1.
  package mutating func learn(_ draws: [[Int]], weights: [Double]) {
    guard !path.isEmpty else { return }
    var gradient = shares.map { $0.map { -$0 } }
    for (draw, weight) in zip(draws, weights) {
      for (choice, value) in draw.enumerated() { gradient[choice][value] += weight }
    }
    let measured = zip(shares, gradient).flatMap(Self.measured)
    let length = Self.length(measured)
    guard length > 1e-12 else { return }
    for choice in shares.indices {
      let moved = zip(shares[choice], gradient[choice]).map { $0 + pace / length * $1 }
      shares[choice] = Self.raised(moved, to: margins[choice])
    }
    let rate = pace / Double(path.count).squareRoot()
    let stride = (rate * (2 - rate)).squareRoot() / length
    for index in path.indices { path[index] = (1 - rate) * path[index] + stride * measured[index] }
    pathWeight = (1 - rate) * (1 - rate) * pathWeight + rate * (2 - rate)
    let agreement = Self.length(path) * Self.length(path) / 1.5
    pace = min(pace * exp(rate * (agreement - pathWeight)), 1)
  }

  /// A step of one choice in coordinates in which the Fisher information is a length (Akimoto et al. 2019,
  /// appendix B).
  private static func measured(_ shares: [Double], _ step: [Double]) -> [Double] {
    let last = shares[shares.count - 1]
    let sum = step.dropLast().reduce(0, +)
    return zip(shares, step).dropLast().map { share, step in
      step / share.squareRoot() + share.squareRoot() * sum / (last + last.squareRoot())
    }
  }

  private static func length(_ vector: [Double]) -> Double {
    vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
  }

  /// Probabilities of which none is below the margin; those above it pay for the others.
  private static func raised(_ shares: [Double], to margin: Double) -> [Double] {
    let least = shares.map { max($0, margin) }
    let sum = least.reduce(0, +)
    let spare = sum - margin * Double(least.count)
    return least.map { $0 - (sum - 1) * ($0 - margin) / spare }
  }
}
