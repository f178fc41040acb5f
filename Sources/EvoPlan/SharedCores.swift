/// Ranks that take turns on the cores of one machine, as threads do: each that is not through gets the
/// same part of the time.
package struct SharedCores {
  package let cores: Int

  package init(cores: Int) { self.cores = cores }

  /// When each of some pieces of work ends that begin at once.
  ///
  /// - Parameter work: seconds that each takes with a core of its own.
  package func ends(_ work: [Double]) -> [Double] {
    var ends = work
    var time = 0.0
    var done = 0.0
    let order = work.indices.sorted { work[$0] < work[$1] }
    for (position, index) in order.enumerated() {
      let left = work.count - position
      let slowness = max(Double(left) / Double(cores), 1)
      time += (work[index] - done) * slowness
      done = work[index]
      ends[index] = time
    }
    return ends
  }
}
