import EvoCore

/// What a worker says of an environment.
struct GymDescription: Decodable, Sendable {
  struct Space: Decodable, Sendable {
    /// nil for numbers between bounds.
    var choices: Int?
    /// nil where there is no bound.
    var low: [Float?]?
    var high: [Float?]?
  }

  var observation: Space
  var action: Space
  var step_limit: Int?
  var solved_at: Float?
  var frames_per_second: Double?
  var origin: String
}

extension EnvironmentSpec {
  /// The card of a Gymnasium environment.
  init(_ description: GymDescription, _ address: GymAddress) throws(GymError) {
    guard let stepLimit = description.step_limit, stepLimit > 0 else {
      throw .endless(address)
    }
    guard stepLimit <= Self.longestEpisode else {
      throw .refused(
        address,
        "max_episode_steps is \(stepLimit), and an episode has at most \(Self.longestEpisode) steps; give it "
          + "fewer, as with --set 'gym.kwargs={max_episode_steps: 1000}'")
    }
    let action = description.action
    self.init(
      name: address.description, summary: "The Gymnasium environment \(address.id).",
      origin: description.origin,
      observation: Self.components(description.observation, "observation"),
      action: action.choices.map { .discrete((0..<$0).map(String.init)) }
        ?? .continuous(Self.components(action, "action")),
      reward: "as Gymnasium has it", start: "as Gymnasium has it", end: "as Gymnasium has it",
      stepLimit: stepLimit, solvedAt: description.solved_at,
      framesPerSecond: Int(min(max(description.frames_per_second ?? 30, 1), 1000)))
  }

  /// As for `training.horizon`.
  private static let longestEpisode = 1_000_000_000

  private static func components(_ space: GymDescription.Space, _ name: String) -> [Component] {
    zip(space.low ?? [], space.high ?? []).enumerated().map { index, bounds in
      Component("\(name) \(index)", bounds.0 ?? -.infinity, bounds.1 ?? .infinity)
    }
  }
}
