import EvoCore

extension EnvironmentSpec {
  /// The card of a walker: what its file says, in words.
  init(_ walker: WalkerSpec) {
    self.init(
      name: walker.name, summary: walker.summary, origin: walker.origin,
      version: walker.physics.version.ofEnvironment,
      observation: walker.sensors.map(\.component),
      action: .continuous(
        walker.joints.filter { $0.motor != nil }.map { Component($0.name, -1, 1) }),
      reward: walker.reward.map(\.words).joined(separator: " + "),
      start: walker.startWords,
      end: walker.end.map(\.words).joined(separator: "; "),
      stepLimit: walker.stepLimit, solvedAt: walker.solvedAt,
      framesPerSecond: walker.physics.stepsPerSecond, measures: WalkerMeasures(walker).names)
  }
}

extension WalkerSpec {
  fileprivate var startWords: String {
    let body = bodies[start.pushed].name
    return start.push == .zero
      ? "standing at rest"
      : """
      standing at rest; in the first step a force of up to \(start.push.x.brief) N along x and \
      \(start.push.y.brief) N along y pushes the \(body)
      """
  }
}

extension RewardTerm {
  fileprivate var words: String {
    "(\(part.weight.brief)) \(name.rawValue)" + (body.map { " of \($0)" } ?? "")
      + (destination.map { " to \($0)" } ?? "")
  }
}

extension EndRule {
  fileprivate var words: String {
    let reward = condition.reward.map { ", rewarded \($0.brief)" } ?? ""
    let limit = condition.limit.brief
    let rule =
      switch name {
      case .touchesGround: "\(body) touches the ground"
      case .behind: "\(body) is behind x = \(limit) m"
      case .beyond: "\(body) is beyond x = \(limit) m"
      case .below: "\(body) is below y = \(limit) m"
      case .tilted: "\(body) tilts by more than \(limit) rad"
      case .reachesTarget: "\(body) is within \(limit) m of the target"
      }
    return rule + reward
  }
}

extension Float {
  /// The number to four digits behind the point: a limit of 1.2 is not 1.2000000476837158.
  fileprivate var brief: String {
    let rounded = (Double(self) * 1e4).rounded() / 1e4
    return (rounded == 0 ? Double(self) : rounded).brief
  }
}
