import EvoRun
import EvoTrain

extension TrainingRun {
  /// The command that goes on with a training that has ended, about as long again; nil where nothing
  /// is saved.
  var furtherCommand: String? {
    guard let path = folder?.path else { return nil }
    let option =
      switch stopReason {
      case .envSteps: "--env-steps \(2 * trainer.state.envSteps)"
      case .seconds: "--seconds \(Int(2 * trainer.seconds) + 1)"
      default: "--generations \(2 * max(trainer.state.generation, 1))"
      }
    return "evo-rl resume \(path) \(option)"
  }
}
