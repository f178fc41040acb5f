import EvoCore

/// What it takes one core of this machine to play the jobs of a generation, or of an evaluation.
///
/// A worker plays many jobs side by side, a step of all at a time. So what a job takes depends on how
/// many are alive beside it.
public struct PlayCosts: Sendable, Equatable {
  /// A step of a block in which so many lanes are alive.
  package struct Step: Sendable, Equatable {
    package var lanes: Int
    package var seconds: Double

    package init(lanes: Int, seconds: Double) {
      self.lanes = lanes
      self.seconds = seconds
    }
  }

  /// Steps of each job that was measured.
  package var lengths: [Int]
  /// So many neighbors go together when others are drawn: those of a pair resemble each other.
  package var drawnTogether: Int
  /// So many neighbors are handed out together.
  package var handedTogether: Int
  /// Jobs that a worker plays side by side at most.
  package var width: Int
  /// What a rank does once before it plays.
  package var rankSeconds: Double
  /// What each job takes besides its steps.
  package var startSeconds: Double
  /// With rising lanes, at least one.
  package var steps: [Step]

  package init(
    lengths: [Int], drawnTogether: Int = 1, handedTogether: Int = 1, width: Int,
    rankSeconds: Double = 0, startSeconds: Double, steps: [Step]
  ) {
    self.lengths = lengths
    self.drawnTogether = drawnTogether
    self.handedTogether = handedTogether
    self.width = width
    self.rankSeconds = rankSeconds
    self.startSeconds = startSeconds
    self.steps = steps
  }

  /// Seconds of a step in which so many lanes are alive, on the line between the two that were measured.
  package func stepSeconds(_ lanes: Int) -> Double {
    guard let above = steps.firstIndex(where: { $0.lanes >= lanes }) else {
      return steps[steps.count - 1].seconds
    }
    let (high, low) = (steps[above], above > 0 ? steps[above - 1] : steps[above])
    guard high.lanes > low.lanes else { return high.seconds }
    let part = Double(lanes - low.lanes) / Double(high.lanes - low.lanes)
    return low.seconds + part * (high.seconds - low.seconds)
  }

  /// The seconds for 0 to `width` lanes.
  var stepTable: [Double] { (0...width).map { stepSeconds(max($0, 1)) } }

  /// Lengths of as many jobs as wanted, drawn from those that were measured.
  package func draw(_ jobs: Int, _ random: inout Random) -> [Int] {
    var drawn: [Int] = []
    drawn.reserveCapacity(jobs)
    let sets = lengths.count / drawnTogether
    while drawn.count < jobs {
      let first = random.index(below: sets) * drawnTogether
      drawn += lengths[first..<first + min(drawnTogether, jobs - drawn.count)]
    }
    return drawn
  }
}
