import ArgumentParser

/// Seeds as they are typed: `1-10`, `3,5,8` or both.
struct SeedList: ExpressibleByArgument {
  let seeds: [UInt64]

  /// No more trainings than anybody has cores and patience for.
  private static let limit = 10_000

  init?(argument: String) {
    var seeds: [UInt64] = []
    for part in argument.split(separator: ",", omittingEmptySubsequences: false) {
      let ends = part.split(separator: "-", omittingEmptySubsequences: false).map { UInt64($0) }
      switch ends.count {
      case 1:
        guard let seed = ends[0] else { return nil }
        seeds.append(seed)
      case 2:
        guard let first = ends[0], let last = ends[1], first <= last,
          last - first < Self.limit
        else { return nil }
        seeds += first...last
      default: return nil
      }
    }
    guard !seeds.isEmpty, seeds.count <= Self.limit else { return nil }
    self.seeds = seeds
  }

  /// The first seed that is there twice.
  var twice: UInt64? {
    var seen: Set<UInt64> = []
    return seeds.first { !seen.insert($0).inserted }
  }
}
