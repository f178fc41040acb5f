import EvoCore
import EvoDraw

/// The way of a search in two dimensions, drawn on a map of its function.
public struct OptimizationPlot {
  private var candidates: [Point] = []
  private var means: [Point] = []
  private var restarts = 0

  public init() {}

  /// Remembers a generation: where its members are, where the mean was before it, and how many
  /// restarts there had been.
  public mutating func add(_ vectors: Vectors, mean: [Double], restarts: Int) {
    if restarts != self.restarts { means.append(Point(.nan, .nan)) }
    self.restarts = restarts
    means.append(Point(mean[0], mean[1]))
    candidates += (0..<vectors.count).map { k in
      let x = vectors[k]
      return Point(x[0], x[1])
    }
  }

  /// The picture as PNG, 800 x 700.
  ///
  /// - Parameter mean: where the search ended.
  public func png(
    title: String, mean: [Double], value: @escaping TestFunction.Value
  ) throws -> [UInt8] {
    let canvas = try Canvas(width: 800, height: 700)
    ValueMap(
      title: title, area: area,
      trails: [
        ValueMap.Trail("population", candidates, isJoined: false),
        ValueMap.Trail(
          "mean, from open to full dot", means + [Point(mean[0], mean[1])], isJoined: true),
      ]
    ) { value([$0.x, $0.y]) }
    .draw(on: canvas)
    return try PNG.encode(canvas)
  }

  /// A rectangle with nearly all that was visited, in the proportions of the map.
  private var area: Rectangle {
    let all = candidates + means
    func bounds(_ values: [Double]) -> (center: Double, span: Double) {
      let sorted = values.filter { abs($0) < 1e100 }.sorted()
      guard !sorted.isEmpty else { return (0, 1) }
      let cut = sorted.count / 200
      let (low, high) = (sorted[cut], sorted[sorted.count - 1 - cut])
      return ((low + high) / 2, max(high - low, abs(low) * 1e-6, 1e-6))
    }
    let (x, y) = (bounds(all.map(\.x)), bounds(all.map(\.y)))
    // What is left of 800 x 700 for the map.
    let height = 1.15 * max(y.span, x.span * 564 / 602)
    return Rectangle(
      center: Point(x.center, y.center), width: height * 602 / 564, height: height)
  }
}
