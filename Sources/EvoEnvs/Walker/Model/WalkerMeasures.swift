import EvoCore

/// What a walker measures of a step: each term of its reward, the reward of an end, and how far the body
/// went that the camera follows.
struct WalkerMeasures: Sendable {
  /// `reward_` and the term; with the body behind it where terms look at several. `reward_end` is what
  /// takes the place of the last reward, and `distance` is in meters along x.
  let names: [String]
  /// The measure of each term of the reward, and behind them that of the distance.
  let places: [Int]
  /// The measure of what ends are worth; nil where no rule says.
  let end: Int?
  /// The reading of where the followed body is.
  let position: Int

  init(_ walker: WalkerSpec) {
    var names: [String] = []
    func place(_ name: String) -> Int {
      if let place = names.firstIndex(of: name) { return place }
      names.append(name)
      return names.count - 1
    }
    var places: [Int] = []
    for term in walker.reward {
      let bodies = Set(walker.reward.filter { $0.name == term.name }.map(\.body))
      let suffix = bodies.count > 1 ? term.body.map { "_" + Self.columnName($0) } ?? "" : ""
      places.append(place("reward_" + term.name.rawValue + suffix))
    }
    end = walker.end.contains { $0.condition.reward != nil } ? place("reward_end") : nil
    places.append(place("distance"))
    self.names = names
    self.places = places
    position =
      Readings(bodyCount: walker.bodies.count, jointCount: walker.joints.count)
      .body(walker.camera.follows, .x)
  }

  /// Small letters, digits and `_`, as the columns of a table have them.
  private static func columnName(_ name: String) -> String {
    String(name.lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
  }
}
