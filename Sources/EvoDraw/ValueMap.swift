import Glibc

/// A function of two numbers as a map of colors with contour lines, and on it points and ways that
/// were looked at.
public struct ValueMap: Sendable {
  /// Points in the order in which they were visited, joined by a line or not; one that is not
  /// finite leaves a gap.
  public struct Trail: Sendable {
    public var name: String
    public var points: [Point]
    public var isJoined: Bool

    public init(_ name: String, _ points: [Point], isJoined: Bool) {
      self.name = name
      self.points = points
      self.isJoined = isJoined
    }
  }

  public var title: String
  /// The part of the plane that is shown.
  public var area: Rectangle
  /// The value at a point; the color scale is logarithmic above the least value seen.
  public var value: @Sendable (Point) -> Double
  public var trails: [Trail]

  public init(
    title: String, area: Rectangle, trails: [Trail], value: @escaping @Sendable (Point) -> Double
  ) {
    self.title = title
    self.area = area
    self.trails = trails
    self.value = value
  }
}

/// The values of a map on a grid of cells, made comparable: log10 of what is above the least.
struct ValueGrid {
  let columns: Int
  let rows: Int
  /// Row after row from the top; NaN where there is no value.
  let levels: [Double]
  let range: ClosedRange<Double>

  init(_ map: ValueMap, columns: Int, rows: Int) {
    self.columns = columns
    self.rows = rows
    var values: [Double] = []
    values.reserveCapacity(columns * rows)
    for row in 0..<rows {
      for column in 0..<columns {
        let share = Point(
          (Double(column) + 0.5) / Double(columns), 1 - (Double(row) + 0.5) / Double(rows))
        let value = map.value(map.area.low + share * (map.area.high - map.area.low))
        // Differences of larger numbers are not finite.
        values.append(abs(value) < 1e150 ? value : .nan)
      }
    }
    let finite = values.filter(\.isFinite).sorted()
    let least = min(finite.first ?? 0, 0)
    let greatest = max((finite.last ?? 1) - least, 1e-300)
    // A few cells around a minimum must not take the colors of all others, and six decades are as
    // many as colors can tell apart.
    let low = finite.isEmpty ? 0 : finite[finite.count / 500] - least
    let floor = max(low, greatest * 1e-6)
    levels = values.map { $0.isFinite ? log10(max($0 - least, floor)) : .nan }
    range = log10(floor)...max(log10(greatest), log10(floor) + 1e-9)
  }

  subscript(column: Int, row: Int) -> Double { levels[row * columns + column] }

  /// 0 for the least value, 1 for the greatest.
  func share(_ level: Double) -> Double {
    (level - range.lowerBound) / (range.upperBound - range.lowerBound)
  }

  /// The lines on which the level is `level`, in cells from the center of the first, by marching
  /// squares.
  func contour(_ level: Double) -> [(Point, Point)] {
    var lines: [(Point, Point)] = []
    for row in 0..<max(rows - 1, 0) {
      for column in 0..<max(columns - 1, 0) {
        let corners = [(0, 0), (1, 0), (1, 1), (0, 1)].map { (column + $0.0, row + $0.1) }
        var crossings: [Point] = []
        for k in 0..<4 {
          let (a, b) = (corners[k], corners[(k + 1) % 4])
          let (low, high) = (self[a.0, a.1], self[b.0, b.1])
          guard (low < level) != (high < level), low.isFinite, high.isFinite else { continue }
          let share = (level - low) / (high - low)
          let (from, to) = (Point(Double(a.0), Double(a.1)), Point(Double(b.0), Double(b.1)))
          crossings.append(from + share * (to - from))
        }
        for k in stride(from: 1, to: crossings.count, by: 2) {
          lines.append((crossings[k - 1], crossings[k]))
        }
      }
    }
    return lines
  }
}
