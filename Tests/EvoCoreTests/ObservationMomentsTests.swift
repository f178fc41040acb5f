import EvoCore
import EvoTestSupport
import Testing

@Suite("Observation moments")
struct ObservationMomentsTests {
  /// Rows of two components, the second far from 0 and narrow.
  private func rows(_ count: Int, seed: UInt64) -> [[Float]] {
    var random = Random(test: seed)
    return (0..<count).map { _ in [random.bell() * 3, 10_000 + random.bell()] }
  }

  private func merge(_ rows: [[Float]], shift: [Float], into moments: inout ObservationMoments) {
    var sum = [0.0, 0.0]
    var squares = [0.0, 0.0]
    for row in rows {
      for k in 0..<2 {
        // The kernel, too, takes the difference in single precision.
        let distance = Double(row[k] - shift[k])
        sum[k] += distance
        squares[k] += distance * distance
      }
    }
    moments.merge(steps: rows.count, shift: shift, sum: sum, squares: squares)
  }

  @Test("merged pieces give the mean and variance of the whole")
  func definition() {
    let pieces = [rows(1, seed: 1), rows(500, seed: 2), [], rows(3_000, seed: 3), rows(7, seed: 4)]
    let all = pieces.flatMap { $0 }
    for shift in [[0, 9_999.5], [1, 10_000]] as [[Float]] {
      var moments = ObservationMoments(componentCount: 2)
      for piece in pieces { merge(piece, shift: shift, into: &moments) }
      #expect(moments.count == Double(all.count))
      for k in 0..<2 {
        let mean = all.reduce(0) { $0 + Double($1[k]) } / Double(all.count)
        let variance =
          all.reduce(0) { $0 + (Double($1[k]) - mean) * (Double($1[k]) - mean) } / Double(all.count)
        #expect(abs(moments.mean[k] - mean) < 1e-8 * max(1, abs(mean)))
        #expect(abs(moments.variance[k] - variance) < 1e-7 * variance)
      }
    }
  }

  @Test("the order of pieces is a matter of roundings only, and the same order of none")
  func order() {
    let pieces = (0..<6).map { rows(40 * $0 + 3, seed: UInt64($0)) }
    func merged(_ pieces: [[[Float]]]) -> ObservationMoments {
      var moments = ObservationMoments(componentCount: 2)
      for piece in pieces { merge(piece, shift: [0, 10_000], into: &moments) }
      return moments
    }
    let forward = merged(pieces)
    let backward = merged(pieces.reversed())
    #expect(forward == merged(pieces))
    #expect(relativeDistance(backward.mean, forward.mean) < 1e-12)
    #expect(relativeDistance(backward.variance, forward.variance) < 1e-10)
  }

  @Test("nothing seen is mean 0 and variance 1; merging nothing changes nothing")
  func empty() {
    var moments = ObservationMoments(componentCount: 2)
    #expect(moments.mean == [0, 0] && moments.variance == [1, 1])
    merge([], shift: [5, 5], into: &moments)
    #expect(moments == ObservationMoments(componentCount: 2))
    merge([[2, 3]], shift: [0, 0], into: &moments)
    #expect(moments.mean == [2, 3] && moments.variance == [0, 0])
  }
}
