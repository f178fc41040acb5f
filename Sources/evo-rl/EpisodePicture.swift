import EvoCore
import EvoEnvs
import EvoPlay
import EvoRun

/// What a training shows of its policy on the way.
enum EpisodePicture {
  /// The picture of an environment. One that cannot draw itself, as many of Gymnasium, is trained without
  /// pictures, which is said once.
  static func of(
    _ environment: @escaping (String) throws -> EnvironmentCatalog.Entry
  ) -> PolicyPicture {
    var isBlind = false
    return { name, policy, seed in
      guard !isBlind else { return nil }
      do { return try RolloutSheet(environment(name)).draw(policy, seed: seed) } catch let failure
        as EnvironmentFailure
      {
        isBlind = true
        Terminal.warn("\(failure); the training goes on without pictures")
        return nil
      }
    }
  }
}
