import EvoCore

/// How long a rank plays its jobs: the lanes of `LaneRunner`, without what is in them.
package struct RankClock {
  private let table: [Double]
  private let startSeconds: Double
  private let rankSeconds: Double
  private let width: Int
  private let threads: Int

  package init(_ costs: PlayCosts, threads: Int) {
    table = costs.stepTable
    startSeconds = costs.startSeconds
    rankSeconds = costs.rankSeconds
    width = costs.width
    self.threads = threads
  }

  /// - Parameter lengths: steps of each job, in the order in which they are taken.
  /// - Returns: the seconds until all have ended, where every thread has a core.
  package func seconds(_ lengths: ArraySlice<Int>) -> Double {
    guard !lengths.isEmpty else { return 0 }
    let share = roundedToLanes((lengths.count + threads - 1) / threads)
    var next = lengths.startIndex
    var workers: [Block] = []
    for _ in 0..<min(threads, (lengths.count + 15) / 16) {
      var block = Block()
      while block.count < min(width, share), next < lengths.endIndex {
        start(lengths[next], in: &block)
        next += 1
      }
      workers.append(block)
    }
    while true {
      // Who has a lane free first takes the next job.
      var first = -1
      var soonest = Double.infinity
      for (index, block) in workers.enumerated() where block.count > 0 {
        let time = block.nextEnd(table)
        if time < soonest { (first, soonest) = (index, time) }
      }
      guard first >= 0 else { break }
      workers[first].end(at: soonest)
      if next < lengths.endIndex {
        start(lengths[next], in: &workers[first])
        next += 1
      }
    }
    return rankSeconds + workers.reduce(0) { max($0, $1.time) }
  }

  private func start(_ length: Int, in block: inout Block) {
    block.time += startSeconds
    block.begin(length)
  }
}

/// The lanes of one worker: the steps of its block at which they end, the soonest on top.
private struct Block {
  /// A binary heap.
  private var ends: [Int] = []
  private var step = 0
  var time = 0.0

  var count: Int { ends.count }

  /// When the first lane ends.
  func nextEnd(_ table: [Double]) -> Double { time + Double(ends[0] - step) * table[ends.count] }

  mutating func end(at time: Double) {
    self.time = time
    step = ends[0]
    let last = ends.removeLast()
    guard !ends.isEmpty else { return }
    var hole = 0
    while true {
      var child = 2 * hole + 1
      guard child < ends.count else { break }
      if child + 1 < ends.count, ends[child + 1] < ends[child] { child += 1 }
      guard ends[child] < last else { break }
      ends[hole] = ends[child]
      hole = child
    }
    ends[hole] = last
  }

  mutating func begin(_ length: Int) {
    let end = step + length
    ends.append(end)
    var hole = ends.count - 1
    while hole > 0, ends[(hole - 1) / 2] > end {
      ends[hole] = ends[(hole - 1) / 2]
      hole = (hole - 1) / 2
    }
    ends[hole] = end
  }
}
