/// Episodes that live on from generation to generation, each of which plays a piece of them.
///
/// The members of a pair begin their episodes together. One that ends waits, without rewards, until
/// the pair's others have ended as well; then the pair begins new ones.
public struct EpisodePieces: Sendable, Equatable {
  /// Steps of a piece.
  public let length: Int
  /// Steps of a whole episode at most.
  public let horizon: Int
  /// How many numbers save an episode.
  public let savedCount: Int
  /// The generation in which each pair began its episodes, which are addressed by it.
  public internal(set) var begun: [Int]
  /// Steps that each pair has behind it.
  public internal(set) var steps: [Int]
  /// Whether the episode of a job (see `RolloutTask`) has ended before the pair's others.
  public internal(set) var isOver: [Bool]
  /// What environment and policy have saved, `savedCount` numbers to a job.
  public internal(set) var saved: [Float]

  /// Pairs that are about to begin. They are spread over the horizon, so that every generation sees
  /// all of it: the first episodes of most are shorter, as if they had begun before.
  public init(
    pairs: Int, episodesPerMember: Int, length: Int, horizon: Int, savedCount: Int
  ) {
    self.length = length
    self.horizon = horizon
    self.savedCount = savedCount
    let places = (horizon + length - 1) / length
    let jobs = 2 * pairs * episodesPerMember
    begun = [Int](repeating: 0, count: pairs)
    steps = (0..<pairs).map { $0 % places * length }
    isOver = [Bool](repeating: false, count: jobs)
    saved = [Float](repeating: 0, count: jobs * savedCount)
  }

  /// The jobs whose episodes have ended before their pair's others.
  var waiting: [Int] { isOver.indices.filter { isOver[$0] } }

  /// Whether a pair goes on, in the generation `index`, with episodes of an earlier one.
  public func resumes(pair: Int, in index: Int) -> Bool { begun[pair] < index }

  /// The jobs of a pair.
  private func jobs(of pair: Int) -> Range<Int> {
    let count = isOver.count / begun.count
    return pair * count..<(pair + 1) * count
  }

  /// Takes over how the episodes went on in a task that played a piece of them.
  package mutating func record(_ task: RolloutTask) {
    for job in isOver.indices where !isOver[job] {
      guard task.outcome(job).end == .truncated, let numbers = task.saved(of: job) else {
        isOver[job] = true
        continue
      }
      for k in 0..<savedCount { saved[job * savedCount + k] = numbers[k] }
    }
  }

  /// Moves a pair on behind the piece it has played.
  ///
  /// - Returns: whether all of its episodes have ended.
  package mutating func advance(pair: Int) -> Bool {
    steps[pair] += length
    return steps[pair] >= horizon || jobs(of: pair).allSatisfy { isOver[$0] }
  }

  /// Lets a pair begin new episodes in the generation `index`.
  package mutating func begin(pair: Int, generation index: Int) {
    begun[pair] = index
    steps[pair] = 0
    for job in jobs(of: pair) {
      isOver[job] = false
      for k in 0..<savedCount { saved[job * savedCount + k] = 0 }
    }
  }
}

extension EpisodePieces {
  /// All that changes, for checkpoints.
  var state: (counts: [NamedVector<Double>], saved: NamedVector<Float>) {
    (
      [
        NamedVector(name: "episodes.begun", values: begun.map(Double.init)),
        NamedVector(name: "episodes.steps", values: steps.map(Double.init)),
        NamedVector(name: "episodes.over", values: isOver.map { $0 ? 1 : 0 }),
      ], NamedVector(name: "episodes.saved", values: saved)
    )
  }

  /// Goes on from what `state` holds, in which `countLimits` were kept.
  mutating func restore(
    begun: [Double], steps: [Double], isOver: [Double], saved: [Float]
  ) {
    self.begun = begun.map { Int($0) }
    self.steps = steps.map { Int($0) }
    self.isOver = isOver.map { $0 == 1 }
    self.saved = saved
  }

  /// The largest count of each vector of counts of a state, all of which are whole numbers from 0 on.
  ///
  /// - Parameter generation: the one that comes next.
  package func countLimits(generation: Int) -> [String: Int] {
    ["episodes.begun": generation, "episodes.steps": horizon - 1, "episodes.over": 1]
  }
}
