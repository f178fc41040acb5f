/// What carries messages between ranks.
public struct Interconnect: Sendable, Equatable {
  /// Seconds that the shortest message takes from one rank to another.
  public var latency: Double
  /// Bytes a second that a rank receives.
  public var bandwidth: Double

  public init(latency: Double, bandwidth: Double) {
    self.latency = latency
    self.bandwidth = bandwidth
  }

  /// Seconds until all ranks have what each of them hands in.
  ///
  /// Messages double with each round, so that log2 of the ranks are as many; in the end every rank has
  /// received what all others had (Thakur, Rabenseifner and Gropp 2005, section 4.1).
  ///
  /// - Parameter bytes: of all ranks together.
  package func gatherSeconds(_ bytes: Double, ranks: Int) -> Double {
    guard ranks > 1 else { return 0 }
    let rounds = Int.bitWidth - (ranks - 1).leadingZeroBitCount
    return Double(rounds) * latency + bytes * Double(ranks - 1) / Double(ranks) / bandwidth
  }
}
