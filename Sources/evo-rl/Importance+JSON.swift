import EvoTune
import EvoWords

extension Importance {
  /// The share of each parameter by its name.
  func json(of space: SearchSpace) -> JSONObject {
    var json = JSONObject()
    for (parameter, share) in zip(space.parameters, shares) { json.add(parameter.name, share) }
    return json
  }
}
