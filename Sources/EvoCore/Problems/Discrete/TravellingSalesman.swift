/// A closed tour of all cities, as short as can be.
struct TravellingSalesman: Sendable {
  private let distances: [[Int]]

  var count: Int { distances.count }

  /// Distances are those of TSPLIB's `EUC_2D`: rounded to whole numbers.
  init(_ cities: [(Int, Int)]) {
    distances = cities.map { a in
      cities.map { b in
        let (x, y) = (Double(a.0 - b.0), Double(a.1 - b.1))
        return Int((x * x + y * y).squareRoot() + 0.5)
      }
    }
  }

  /// The length of the tour that keys stand for: city after city, in the order of the keys, comes into
  /// the tour where it costs least.
  func length(_ keys: [Double]) -> Double { Double(length(of: tour(keys))) }

  func tour(_ keys: [Double]) -> [Int] {
    let order = TestFunction.order(keys)
    var tour = Array(order.prefix(2))
    for city in order.dropFirst(2) {
      var best = (cost: Int.max, place: 0)
      for place in tour.indices {
        let (from, to) = (tour[place], tour[(place + 1) % tour.count])
        let cost = distances[from][city] + distances[city][to] - distances[from][to]
        if cost < best.cost { best = (cost, place) }
      }
      tour.insert(city, at: best.place + 1)
    }
    return tour
  }

  func length(of tour: [Int]) -> Int {
    tour.indices.reduce(0) { $0 + distances[tour[$1]][tour[($1 + 1) % tour.count]] }
  }

  /// 51 cities of Christofides and Eilon (1969), from TSPLIB (Reinelt 1991), whose shortest tour has a
  /// length of 426.
  static let eil51 = TravellingSalesman([
    (37, 52), (49, 49), (52, 64), (20, 26), (40, 30), (21, 47), (17, 63), (31, 62), (52, 33),
    (51, 21), (42, 41), (31, 32), (5, 25), (12, 42), (36, 16), (52, 41), (27, 23), (17, 33),
    (13, 13), (57, 58), (62, 42), (42, 57), (16, 57), (8, 52), (7, 38), (27, 68), (30, 48),
    (43, 67), (58, 48), (58, 27), (37, 69), (38, 46), (46, 10), (61, 33), (62, 63), (63, 69),
    (32, 22), (45, 35), (59, 15), (5, 6), (10, 17), (21, 10), (5, 64), (30, 15), (39, 10),
    (32, 39), (25, 32), (25, 55), (48, 28), (56, 37), (30, 40),
  ])
}
