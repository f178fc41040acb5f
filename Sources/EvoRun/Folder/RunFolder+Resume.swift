import EvoCore
import EvoTrain
import EvoWords

extension RunFolder.Found {
  /// Settles how a run that was found goes on, and puts the folder in order: says where it is not what
  /// `config.yaml` or the processor would have made of it, and sets damaged checkpoints aside.
  ///
  /// After a fallback the limits of `config.yaml` hold, and what else a resume may change: an older
  /// checkpoint does not know of what was asked for later.
  func takeUp(warn: (String) -> Void) throws {
    if let processor = heading.otherProcessor {
      warn(
        "\(folder.path): the training was computed on a processor that OpenBLAS "
          + "takes for \(abridged(processor)), and goes on with one for \(LinearAlgebra.processor): "
          + "the last bits will differ from a training on that one")
    }
    let configuration: TrainingConfiguration?
    do { configuration = try folder.configuration() } catch {
      if CheckpointError.saysNothing(error) { throw error }
      warn("\(error); the training goes on as its checkpoint says")
      configuration = nil
    }
    if let configuration { try takeUp(configuration, warn: warn) }
    try folder.setDamagedAside()
  }

  private func takeUp(_ written: TrainingConfiguration, warn: (String) -> Void) throws {
    if isFallback, written.progress != trainer.configuration.progress {
      trainer.change(written.progress)
      // Whoever resumes again finds them in the checkpoint.
      try folder.save(trainer, name: heading.name, evaluation: trainer.presentEvaluation)
    }
    var expected = written
    // Whoever resumes has said where the data are now.
    let place = trainer.configuration.data.path
    if place != heading.configuration.data.path { expected.data.path = place }
    if let difference = ConfigurationDifference(expected, trainer.configuration) {
      warn(
        "\(folder.path)/\(RunFolder.configurationName): \(difference.key) is \(difference.first), but "
          + "\(difference.second) in the checkpoint, which is what counts; stop, "
          + "checkpoint and evaluation are changed by options of evo-rl resume")
    }
  }
}
