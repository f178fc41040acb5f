import EvoCore
import EvoEnvs

/// The check of what an environment measures of its steps.
extension EnvironmentCheck {
  func measures() throws -> Finding {
    let promise = "the parts of the reward add up to it"
    let names = spec.measures
    func finding(_ isKept: Bool, _ detail: String) -> Finding {
      Finding(promise: promise, isKept: isKept, detail: detail)
    }
    if let odd = names.first(where: { !Self.isColumn($0) }) {
      return finding(false, "'\(odd)' is no name of small letters, digits and _")
    }
    if Set(names).count != names.count { return finding(false, "two measures share a name") }
    let parts = names.indices.filter { names[$0].hasPrefix("reward_") }
    guard !names.isEmpty else { return finding(true, "it measures none") }
    let lanes = try CheckedLanes(entry.kind)
    var actions = RandomActions(spec.action, seed: seed(10))
    for lane in 0..<lanes.count { lanes.reset(lane, seed: seed(lane + 200)) }
    for step in 0..<twinSteps {
      let chosen = (0..<lanes.count).map { _ in actions.next() }
      lanes.step { chosen[$0] }
      for lane in 0..<lanes.count where lanes.reward(lane).isFinite {
        let values = lanes.measures(lane)
        if let odd = names.indices.first(where: { !values[$0].isFinite }) {
          return finding(false, "step \(step): '\(names[odd])' is \(values[odd])")
        }
        let (sum, size) = parts.reduce((0.0, 1.0)) {
          ($0.0 + Double(values[$1]), $0.1 + Double(abs(values[$1])))
        }
        // Each part has been rounded to a float.
        guard parts.isEmpty || abs(sum - Double(lanes.reward(lane))) <= 1e-5 * size else {
          return finding(
            false, "step \(step): \(sum) in sum, and the reward is \(lanes.reward(lane))")
        }
        if lanes.isOver(lane) { lanes.reset(lane, seed: seed(300 + step * lanes.count + lane)) }
      }
    }
    return finding(true, names.joined(separator: ", "))
  }

  /// Whether a name can be that of a column of `metrics.csv`.
  private static func isColumn(_ name: String) -> Bool {
    !name.isEmpty
      && name.unicodeScalars.allSatisfy { "a"..."z" ~= $0 || "0"..."9" ~= $0 || $0 == "_" }
  }
}
