/// What a figure of an analysis means to whoever trains: good or not, and what would help.
enum Judgment {
  /// - Parameters:
  ///   - cosine: of the estimate to the gradient, the mean over generations; `error` is its standard
  ///     error.
  ///   - law: the cosine that this number of pairs allows.
  static func gradient(cosine: Double, error: Double, law: Double) -> String {
    guard cosine.isFinite, law.isFinite, law > 0 else {
      return "nothing to judge: no gradient here"
    }
    if cosine >= 0.9 * law || cosine + 2 * error >= law {
      return "good: what this number of pairs allows; only more pairs improve it"
    }
    if cosine >= 0.5 * law {
      return "fair: below what this number of pairs allows; try a smaller strategy.sigma"
    }
    return "poor: far below what this number of pairs allows; strategy.sigma is too large, or the "
      + "members of a pair do not see the same samples"
  }

  /// - Parameter minima: local minima of the function itself on the line.
  static func landscape(minima: Int) -> String {
    minima <= 1
      ? "smooth: descending leads to the one valley"
      : "rough: descending ends in the nearest of these minima"
  }

  /// - Parameter unsmoothed: local minima of the function itself.
  static func smoothing(minima: Int, without unsmoothed: Int) -> String {
    if minima <= 1 { return "good: with this noise there is one valley left" }
    if 2 * minima <= unsmoothed {
      return "fair: smoother than the function, but not one valley yet; more noise helps"
    }
    return "poor: too little noise to see past the minima"
  }

  /// - Parameters:
  ///   - mean, median, largest: how much the outputs move with a parameter of one layer.
  ///   - overall: the mean over the parameters of all layers.
  static func sensitivity(
    mean: Double, median: Double, largest: Double, overall: Double
  ) -> String {
    guard overall > 0, mean.isFinite else { return "nothing to judge: the outputs do not move" }
    let ratio = mean / overall
    var text =
      ratio > 3
      ? "not good: \(short(ratio, 2)) times the mean of the network, so the noise of this layer "
        + "decides; strategy.safe_mutation makes it smaller"
      : ratio < 1.0 / 3
        ? "not good: \(short(ratio, 2)) times the mean of the network, so the noise of this layer "
          + "hardly shows; strategy.safe_mutation makes it larger"
        : "good: about the mean of the network, so one sigma suits this layer"
    if largest > 30 * median {
      text += "; a few parameters move the outputs far more than the others"
    }
    return text
  }
}
