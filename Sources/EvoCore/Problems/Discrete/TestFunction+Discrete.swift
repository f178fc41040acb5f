/// Discrete problems as functions of numbers, by random keys (Bean 1994): the numbers say in which order
/// a simple rule takes things, so that every point means a solution.
extension TestFunction {
  /// The places that `keys` have in their ascending order; of equal ones the first first.
  static func order(_ keys: [Double]) -> [Int] {
    keys.indices.sorted { keys[$0] == keys[$1] ? $0 < $1 : keys[$0] < keys[$1] }
  }

  static let discrete: [TestFunction] = [
    TestFunction(
      discrete: "eil51", "a tour of 51 cities by random keys; the shortest has length 426",
      count: TravellingSalesman.eil51.count, value: TravellingSalesman.eil51.length),
    TestFunction(
      discrete: "knapsack24",
      "24 things into a sack by random keys: what the best load is worth more",
      count: Knapsack.p08.count, value: Knapsack.p08.loss),
    TestFunction(
      discrete: "u120",
      "120 things into bins by random keys: bins, of which it takes 48, and a part",
      count: BinPacking.u120.count, value: BinPacking.u120.bins),
  ]
}
