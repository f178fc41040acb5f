import EvoCore
import EvoDraw
import EvoEnvs
import EvoFiles
import EvoTrain

/// How each file of a run is checked, for `RunFile`.
extension RunVerification {
  private func tensors(_ file: String) throws -> TensorFile {
    try TensorFile.read("\(path)/\(file)", requiringChecksum: true, in: fileSystem)
  }

  mutating func checkBest(_ file: String) throws -> Finding.Verdict {
    let state = try Trainer(checkpoint: tensors(file), kind: kind).state
    guard state.best?.generation == state.generation else {
      return .damaged("\(path)/\(file): it is not of its own best evaluation")
    }
    return .whole("generation \(state.generation), the best so far")
  }

  mutating func checkCheckpoint(_ file: String) throws -> Finding.Verdict {
    let checkpoint = try tensors(file)
    let heading = try CheckpointFile.heading(of: checkpoint)
    _ = try Trainer(checkpoint: checkpoint, kind: kind)
    let name = RunFolder.checkpointName(heading.generation)
    guard file == "\(RunFolder.checkpointsName)/\(name)" else {
      return .damaged(
        "\(path)/\(file): it is of generation \(heading.generation), unlike its name")
    }
    kept.append(Kept(name: name, file: checkpoint, heading: heading))
    return .whole("generation \(heading.generation)")
  }

  func checkConfiguration(_ file: String) throws -> Finding.Verdict {
    let configuration = try TrainingConfiguration.load(path: "\(path)/\(file)")
    guard let newest = kept.last else { return .whole(configuration.subjectName) }
    return newest.heading.configuration == configuration
      ? .whole("\(configuration.subjectName), seed \(configuration.seed)")
      : .remark("other settings than in \(newest.name), which is what counts")
  }

  func checkPolicy(_ file: String) throws -> Finding.Verdict {
    let policy = try PolicyFile(tensors(file))
    guard let source = kept.first(where: { $0.heading.generation == policy.generation }) else {
      return .remark("generation \(policy.generation), of which there is no checkpoint")
    }
    let trainer = try Trainer(checkpoint: source.file, kind: kind)
    let expected = trainer.policyFile(name: source.heading.name, evaluation: policy.evaluation)
    guard expected == policy else {
      return .damaged("\(path)/\(file): it is not the policy of \(source.name)")
    }
    return .whole("generation \(policy.generation), as in \(source.name)")
  }

  func checkWalker(_ file: String) throws -> Finding.Verdict {
    .whole(try WalkerSpec.load(path: "\(path)/\(file)").name)
  }

  func checkCurve(_ file: String) throws -> Finding.Verdict {
    let picture = try PNG.decode(bytes(file))
    return .whole("\(picture.bitmap.width) x \(picture.bitmap.height) pixels")
  }

  func checkFailure(_ file: String) throws -> Finding.Verdict {
    let episode = try FailureFile(bytes(file), file: "\(path)/\(file)").episode
    return .whole(
      "member \(episode.member) failed in generation \(episode.generation), "
        + "episode \(episode.episode), step \(episode.step)")
  }

  func checkFailureState(_ file: String) throws -> Finding.Verdict {
    .whole("generation \(try Trainer(checkpoint: tensors(file), kind: kind).state.generation)")
  }
}
