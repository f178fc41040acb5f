import EvoCore
import EvoDraw
import EvoEnvs
import EvoFiles
import EvoTrain
import EvoWords

/// How each file of a run is checked, for `RunFile`.
extension RunVerification {
  private func tensors(_ file: String) throws -> TensorFile {
    try TensorFile.read("\(path)/\(file)", requiringChecksum: true, in: fileSystem)
  }

  /// Reads the state of a checkpoint, which has to be whole. All those of a run are read by one trainer.
  private mutating func training(of file: TensorFile) throws -> TrainerState {
    var configuration = try CheckpointFile.heading(of: file).configuration
    if let data { try configuration.moveData(to: data, file: file.source) }
    if let trainer {
      configuration.progress = trainer.configuration.progress
      if configuration == trainer.configuration {
        try trainer.restore(from: file)
        return trainer.state
      }
    }
    let new = try Trainer(checkpoint: file, kind: kind, data: data)
    trainer = new
    return new.state
  }

  mutating func checkCheckpoint(_ file: String) throws -> Finding.Verdict {
    let checkpoint = try tensors(file)
    let heading = try CheckpointFile.heading(of: checkpoint)
    _ = try training(of: checkpoint)
    let name = String(file.dropFirst(RunFolder.checkpointsName.count + 1))
    try CheckpointError.requireName(name, of: heading, file: checkpoint.source)
    try identity.requireSame(heading, file: checkpoint.source)
    kept.append(Kept(name: name, file: checkpoint, heading: heading))
    let place = heading.processor.map { ", computed on OpenBLAS's \(abridged($0))" } ?? ""
    return .whole("generation \(heading.generation)\(place)")
  }

  func checkConfiguration(_ file: String) throws -> Finding.Verdict {
    let configuration = try RunFolder.configuration(in: path, fileSystem)
    guard let newest = kept.last else { return .whole(configuration.subjectName) }
    return newest.heading.configuration == configuration
      ? .whole("\(configuration.subjectName), seed \(configuration.seed)")
      : .remark("other settings than in \(newest.name), which is what counts")
  }

  func checkPolicy(_ file: String) throws -> Finding.Verdict {
    var policy = try PolicyFile(tensors(file))
    if let data { try policy.moveData(to: data, file: file) }
    guard let source = kept.first(where: { $0.heading.generation == policy.generation }) else {
      return .remark("generation \(policy.generation), of which there is no checkpoint")
    }
    var expected = try PolicyFile(checkpoint: source.file, data: data, kind: kind)
    // The last one is evaluated anew where the training has not done so.
    expected.evaluation = policy.evaluation
    guard expected == policy else {
      return .damaged("\(path)/\(file): it is not the policy of \(source.name)")
    }
    return .whole("generation \(policy.generation), as in \(source.name)")
  }

  mutating func checkBest(_ file: String) throws -> Finding.Verdict {
    let policy = try PolicyFile(tensors(file))
    let text = "generation \(policy.generation), the best so far"
    guard let newest = kept.last else { return .whole(text) }
    // At the end the last one may take the place of the best, which the newest checkpoint still knows.
    let own = kept.first { $0.heading.generation == policy.generation }
    let source = own ?? newest
    let state = try training(of: source.file)
    guard own != nil || state.best?.generation == policy.generation else {
      return .remark("generation \(policy.generation), of which there is no checkpoint")
    }
    guard own == nil ? trainer?.bestPolicy == policy.policy : trainer?.policy == policy.policy
    else {
      return .damaged("\(path)/\(file): it is not the policy of \(source.name)")
    }
    return .whole(text)
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

  mutating func checkFailureState(_ file: String) throws -> Finding.Verdict {
    .whole("generation \(try training(of: tensors(file)).generation)")
  }
}
