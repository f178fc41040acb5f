/// Things that go into as few bins as can be.
struct BinPacking: Sendable {
  let capacity: Int
  let sizes: [Int]

  var count: Int { sizes.count }

  /// How many bins it takes, and a part below 1 that is smaller where some bins are full and others
  /// nearly empty (Falkenauer 1996): all packings of so many bins would be alike otherwise.
  func bins(_ keys: [Double]) -> Double {
    let fills = fills(keys)
    let squares = fills.reduce(0) { sum, fill in
      let share = Double(fill) / Double(capacity)
      return sum + share * share
    }
    return Double(fills.count) + 1 - squares / Double(fills.count)
  }

  /// How full each bin is: a thing after the other, in the order of the keys, goes where the least room is
  /// left beside it.
  func fills(_ keys: [Double]) -> [Int] {
    var fills: [Int] = []
    for index in TestFunction.order(keys) {
      let size = sizes[index]
      let fitting = fills.indices.filter { fills[$0] + size <= capacity }
      if let best = fitting.max(by: { fills[$0] < fills[$1] }) {
        fills[best] += size
      } else {
        fills.append(size)
      }
    }
    return fills
  }

  /// 120 things of Falkenauer (1996), instance u120_00 of `binpack1` in the OR-Library (Beasley 1990).
  /// Together they fill 47.2 bins; 48 are enough.
  static let u120 = BinPacking(
    capacity: 150,
    sizes: [
      42, 69, 67, 57, 93, 90, 38, 36, 45, 42, 33, 79, 27, 57, 44, 84, 86, 92, 46, 38, 85, 33, 82,
      73, 49, 70, 59, 23, 57, 72, 74, 69, 33, 42, 28, 46, 30, 64, 29, 74, 41, 49, 55, 98, 80, 32,
      25, 38, 82, 30, 35, 39, 57, 84, 62, 50, 55, 27, 30, 36, 20, 78, 47, 26, 45, 41, 58, 98, 91,
      96, 73, 84, 37, 93, 91, 43, 73, 85, 81, 79, 71, 80, 76, 83, 41, 78, 70, 23, 42, 87, 43, 84,
      60, 55, 49, 78, 73, 62, 36, 44, 94, 69, 32, 96, 70, 84, 58, 78, 25, 80, 58, 66, 83, 24, 98,
      60, 42, 43, 43, 39,
    ])
}
