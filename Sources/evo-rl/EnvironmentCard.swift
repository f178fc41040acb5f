import EvoCore
import EvoEnvs
import EvoWords

/// An environment in words.
struct EnvironmentCard {
  /// As commands take it.
  let name: String
  let spec: EnvironmentSpec

  /// A row of the list of all.
  var cells: [String] {
    let action =
      switch spec.action {
      case .discrete(let choices): "\(choices.count) choices"
      case .continuous(let components): "\(components.count) continuous"
      }
    return [
      name, "\(spec.observation.count)", action, "\(spec.stepLimit)",
      spec.solvedAt.map { Terminal.fixed(Double($0), 0) } ?? "-", spec.summary,
    ]
  }

  /// - Parameter isWhole: whether every number that is seen and done has its own entry.
  func json(isWhole: Bool) -> JSONObject { spec.json(named: name, isWhole: isWhole) }

  /// The whole card.
  var text: String {
    var lines = [
      "\(spec.name): \(spec.summary)", "", "Follows \(spec.origin). Version \(spec.version).", "",
      "Observation",
    ]
    lines.append(Self.components(spec.observation))
    switch spec.action {
    case .discrete(let choices):
      lines += ["", "Action: one of"]
      lines += choices.enumerated().map { "  \($0): \($1)" }
    case .continuous(let all):
      lines += ["", "Action", Self.components(all)]
    }
    lines += [
      "", "Reward      \(spec.reward)",
      "Measures    \(spec.measures.isEmpty ? "-" : spec.measures.joined(separator: ", "))",
      "Start       \(spec.start)", "End         \(spec.end)",
      "Step limit  \(spec.stepLimit)",
      "Solved at   "
        + (spec.solvedAt.map { "a mean return of \(Terminal.fixed(Double($0), 0))" } ?? "-"),
      "Frames      \(spec.framesPerSecond) a second in real time",
    ]
    return lines.joined(separator: "\n")
  }

  private static func components(_ all: [Component]) -> String {
    Terminal.table(
      all.enumerated().map { index, component in
        [
          "  \(index)", component.name, bound(component.low), "to", bound(component.high),
          component.unit,
        ]
      }, rightAligned: [2, 4])
  }

  private static func bound(_ value: Float) -> String {
    value.isFinite ? "\(value)" : value < 0 ? "-inf" : "inf"
  }
}
