import EvoCore
import Foundation
import Synchronization
import Testing

@Suite("Linear algebra")
struct LinearAlgebraTests {
  @Test("calls at the same time do not disturb each other")
  func concurrentCalls() throws {
    let size = 81
    var matrix = [Double](repeating: 0, count: size * size)
    var random = Random(seed: 1, domain: .probe)
    for i in 0..<size {
      for j in 0...i {
        let value = Double(random.uniform())
        matrix[i * size + j] = value
        matrix[j * size + i] = value
      }
    }
    let fixed = matrix
    let expected = try #require(LinearAlgebra.eigen(fixed, size: size)).vectors
    let wrong = Atomic<Int>(0)
    DispatchQueue.concurrentPerform(iterations: 800) { _ in
      if LinearAlgebra.eigen(fixed, size: size)?.vectors != expected {
        wrong.add(1, ordering: .relaxed)
      }
    }
    #expect(wrong.load(ordering: .relaxed) == 0)
  }
}
