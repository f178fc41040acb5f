import EvoCore
import Foundation
import Testing

/// The functions of BBOB against those of COCO (see Golden/bbob-golden.py).
@Suite("BBOB functions")
struct BBOBTests {
  struct Golden: Decodable {
    struct Row: Decodable {
      let function: Int
      let dimension: Int
      let instance: Int
      let optimum: Double
      let values: [Double]
    }

    let points: [String: [[Double]]]
    let rows: [Row]
  }

  @Test(
    "every function has COCO's values at random points of several instances and dimensions",
    arguments: BBOBFunction.numbers)
  func golden(number: Int) throws {
    let url = try #require(
      Bundle.module.url(forResource: "bbob", withExtension: "json", subdirectory: "Golden"))
    let golden = try JSONDecoder().decode(Golden.self, from: Data(contentsOf: url))
    let rows = golden.rows.filter { $0.function == number }
    #expect(rows.count == 20)
    for row in rows {
      let function = BBOBFunction(
        number: number, dimension: row.dimension, instance: row.instance)
      #expect(abs(function.optimum - row.optimum) < 1e-9)
      for (x, value) in zip(golden.points["\(row.dimension)"] ?? [], row.values) {
        #expect(
          abs(function(x) - value) <= 1e-9 * abs(value),
          "instance \(row.instance) at \(x): \(function(x)), expected \(value)")
      }
    }
  }

  @Test(
    "the minimum is where it is said to be and 0 above the optimum",
    arguments: BBOBFunction.numbers)
  func minimum(number: Int) {
    for dimension in [2, 5, 40] {
      let function = BBOBFunction(number: number, dimension: dimension, instance: 3)
      let lowest = function.excess(function.minimizer)
      #expect((-1e-9...1e-9).contains(lowest), "\(lowest)")
      #expect(function.minimizer.allSatisfy { abs($0) <= 5 })
      var beside = function.minimizer
      beside[1] += beside[1] > 0 ? -0.1 : 0.1
      #expect(function.excess(beside) > lowest)
    }
  }

  @Test("instances differ, and the functions are found by name")
  func names() throws {
    let function = try #require(TestFunction.named("bbob-24"))
    #expect(function.hasInstances)
    #expect(function.make(3, instance: 1)([1, 1, 1]) != function.make(3, instance: 2)([1, 1, 1]))
    #expect(TestFunction.all.filter(\.hasInstances).count == 24)
  }
}
