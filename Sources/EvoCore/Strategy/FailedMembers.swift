/// A fitness as it ranks: one that is NaN, of a member that failed, is below every number and as good as
/// any other NaN.
struct Standing<Scalar: BinaryFloatingPoint>: Comparable {
  private let fitness: Scalar

  init(_ fitness: Scalar) { self.fitness = fitness }

  static func < (a: Standing, b: Standing) -> Bool {
    a.fitness.isNaN ? !b.fitness.isNaN : a.fitness < b.fitness
  }

  static func == (a: Standing, b: Standing) -> Bool {
    a.fitness == b.fitness || a.fitness.isNaN && b.fitness.isNaN
  }
}

extension Sequence where Element: BinaryFloatingPoint {
  /// Fitness that can be weighed: members that failed, with NaN or -infinity, count as the worst that
  /// is finite. Unchanged when none is.
  func failuresAsWorst() -> [Element] {
    guard let worst = filter(\.isFinite).min() else { return Array(self) }
    return map { $0.isNaN || $0 == -.infinity ? worst : $0 }
  }
}
