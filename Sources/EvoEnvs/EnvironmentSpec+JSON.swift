import EvoCore
import EvoWords

extension EnvironmentSpec {
  /// The card for programs of others.
  ///
  /// - Parameters:
  ///   - name: by which the environment is asked for.
  ///   - isWhole: whether every number that is seen and done has its own entry.
  package func json(named name: String, isWhole: Bool) -> JSONObject {
    var json = JSONObject()
    json.add("name", name)
    json.add("version", version)
    json.add("summary", summary)
    json.add("step_limit", stepLimit)
    json.add("solved_at", solvedAt.map(Double.init))
    json.add("frames_per_second", framesPerSecond)
    json.add("observation_count", observation.count)
    if isWhole { json.add("observation", observation.map(\.json)) }
    switch action {
    case .discrete(let choices):
      json.add("action_kind", "discrete")
      json.add("action_count", choices.count)
      if isWhole { json.add("action", choices) }
    case .continuous(let components):
      json.add("action_kind", "continuous")
      json.add("action_count", components.count)
      if isWhole { json.add("action", components.map(\.json)) }
    }
    if isWhole {
      json.add("origin", origin)
      json.add("reward", reward)
      json.add("measures", measures)
      json.add("start", start)
      json.add("end", end)
    }
    return json
  }
}

extension Component {
  fileprivate var json: JSONObject {
    var json = JSONObject()
    json.add("name", name)
    json.add("low", Double(low))
    json.add("high", Double(high))
    json.add("unit", unit)
    return json
  }
}
