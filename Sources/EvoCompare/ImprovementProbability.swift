/// The probability that a run of one group does better than a run of another; a tie counts half.
///
/// The statistic of Mann and Whitney as a share, as rliable has it (Agarwal et al. 2021, section 4.3).
public func improvementProbability(of scores: [Double], over others: [Double]) -> Double {
  share(of: scores, over: others) { $0 == $1 ? 0.5 : $0 > $1 ? 1 : 0 }
}

/// The probability that a run of one group reaches a threshold sooner than a run of another.
///
/// A run that ended before it was there counts as later than those that were there by then; whatever
/// cannot be told counts half (Gehan 1965).
public func soonerProbability(
  of times: [TimeToThreshold], over others: [TimeToThreshold]
) -> Double {
  share(of: times, over: others) { one, other in
    switch (one.isReached, other.isReached) {
    case (true, true): one.time == other.time ? 0.5 : one.time < other.time ? 1 : 0
    case (true, false): one.time <= other.time ? 1 : 0.5
    case (false, true): other.time <= one.time ? 0 : 0.5
    case (false, false): 0.5
    }
  }
}

private func share<Score>(
  of scores: [Score], over others: [Score], _ wins: (Score, Score) -> Double
) -> Double {
  let sum = scores.reduce(0) { sum, one in others.reduce(sum) { $0 + wins(one, $1) } }
  return sum / Double(scores.count * others.count)
}
