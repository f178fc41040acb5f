extension TestFunction {
  /// The noiseless functions of BBOB, measured from their minimum: f(x) - f_opt.
  static let bbob: [TestFunction] = zip(BBOBFunction.numbers, summaries).map { number, summary in
    TestFunction(
      "bbob-\(number)", summary, start: 0, sigma: 2, hasInstances: true,
      matrices: unturned.contains(number) ? 0 : 5
    ) {
      BBOBFunction(number: number, dimension: $0, instance: $1).excess
    }
  }

  /// Those without a rotation; the others have one or two.
  private static let unturned: Set = [1, 2, 3, 4, 5, 8, 20]

  private static let summaries = [
    "sphere", "ellipsoid with bends, along the coordinates", "Rastrigin, separable",
    "Bueche-Rastrigin, skew", "linear slope", "attractive sector", "ellipsoid in steps",
    "Rosenbrock", "Rosenbrock, rotated", "ellipsoid with bends, rotated", "discus, rotated",
    "bent cigar", "sharp ridge", "different powers, rotated", "Rastrigin, rotated",
    "Weierstrass", "Schaffer F7, condition 10", "Schaffer F7, condition 1000",
    "Griewank-Rosenbrock", "Schwefel, sheared", "Gallagher, 101 peaks", "Gallagher, 21 peaks",
    "Katsuura: rough everywhere", "Lunacek: Rastrigin in two funnels",
  ]
}
