/// The name of `names` that `name` was most likely meant to be, or nil when none is close.
///
/// Closeness is the optimal string alignment distance (insertion, deletion, substitution or swap of
/// two neighbors count one each), ignoring case; up to a third of the letters may differ, and the
/// beginning of a name counts as one slip ("cart" for "cartpole"). Of equally close names the first
/// wins.
public func nearestName(to name: String, in names: some Sequence<String>) -> String? {
  let wanted = Array(name.lowercased().unicodeScalars)
  // No name of ours is that long, and the cost below grows with the product of the lengths.
  guard (1...64).contains(wanted.count) else { return nil }
  var best: (name: String, distance: Int, slips: Int)?
  for candidate in names {
    let letters = Array(candidate.lowercased().unicodeScalars)
    let isBeginning = wanted.count > 1 && letters.starts(with: wanted)
    let slips = alignmentDistance(wanted, letters)
    let distance = isBeginning ? min(1, slips) : slips
    let allowed = max(1, max(wanted.count, letters.count) / 3)
    // Of several that begin with it, the shortest.
    if distance <= allowed, (distance, slips) < (best?.distance ?? .max, best?.slips ?? .max) {
      best = (candidate, distance, slips)
    }
  }
  return best?.name
}

/// The optimal string alignment distance, row by row: `previous` and `beforePrevious` are the rows
/// of the two prefixes of `first` that end one and two letters earlier.
private func alignmentDistance(_ first: [Unicode.Scalar], _ second: [Unicode.Scalar]) -> Int {
  var beforePrevious: [Int] = []
  var previous = Array(0...second.count)
  for i in first.indices {
    var row = [i + 1]
    for j in second.indices {
      var cost = min(previous[j + 1] + 1, row[j] + 1)
      cost = min(cost, previous[j] + (first[i] == second[j] ? 0 : 1))
      if i > 0, j > 0, first[i] == second[j - 1], first[i - 1] == second[j] {
        cost = min(cost, beforePrevious[j - 1] + 1)
      }
      row.append(cost)
    }
    (beforePrevious, previous) = (previous, row)
  }
  return previous[second.count]
}
