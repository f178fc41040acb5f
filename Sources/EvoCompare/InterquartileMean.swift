/// The mean of the middle half of some scores: a quarter is left away at either end.
///
/// More robust than the mean, and surer than the median (Agarwal et al. 2021, "Deep reinforcement
/// learning at the edge of the statistical precipice", section 4.3). As `scipy.stats.trim_mean(_, 0.25)`,
/// which rliable uses: of n scores, ⌊n / 4⌋ go at either end.
///
/// - Parameter scores: at least one.
public func interquartileMean(_ scores: [Double]) -> Double {
  let cut = scores.count / 4
  let middle = scores.sorted()[cut..<(scores.count - cut)]
  return middle.reduce(0, +) / Double(middle.count)
}
