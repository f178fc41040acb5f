/// What a column of `metrics.csv` is called in TensorBoard. The groups, and the names of rewards and lengths
/// of episodes, are those that users of Stable-Baselines3 look for.
package enum ScalarTag {
  /// The tag of a column; nil for the one that is the step of every event.
  ///
  /// - Parameters:
  ///   - onData: whether the members are scored on data, and not by the rewards of episodes.
  ///   - measures: the columns of what evaluations measure beside the return.
  package static func of(column: String, onData: Bool, measures: [String] = []) -> String? {
    if measures.contains(column) { return "eval/\(column)" }
    let (episodes, reward) =
      onData ? ("train/samples", "train/fitness") : ("rollout/ep_len", "rollout/ep_rew")
    return switch column {
    case "step": nil
    case "generation", "env_steps", "seconds", "env_steps_per_second", "idle_share":
      "time/\(column)"
    case "fitness_mean", "fitness_max", "fitness_min", "fitness_std":
      reward + column.dropFirst("fitness".count)
    case "episode_length_mean": "\(episodes)_mean"
    case "return_mean", "return_std": "eval/\(column)"
    default: "es/\(column)"
    }
  }
}
