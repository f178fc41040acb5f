import ArgumentParser
import EvoCore
import EvoEnvs
import EvoPlay
import EvoRun
import EvoTrain

/// Who plays which episodes.
extension RenderCommand {
  typealias Takes = (takes: [RolloutTake], environment: EnvironmentCatalog.Entry)

  func takes() throws -> Takes {
    if let member { return try takes(ofMember: member) }
    if let checkpoints { return try takes(of: checkpoints) }
    let (file, path, environment) = try savedPolicy(policy, best: choice.best)
    return (takes(file.policy, seed: seed ?? file.evaluation?.seed ?? 0, label: path), environment)
  }

  private func takes(
    _ policy: Policy, seed: UInt64, label: String, heading: [String] = []
  ) -> [RolloutTake] {
    (0..<episodes).map {
      RolloutTake(
        policy, player: .center(seed: seed, episode: $0, episodes: episodes), label: label,
        heading: heading)
    }
  }

  /// The same episodes with every policy.
  private func takes(of choice: CheckpointChoice) throws -> Takes {
    let kept = try acting {
      try SavedPolicy.checkpoints(of: policy) { try SavedEnvironment.entry($0, of: policy).kind }
    }
    let evaluated = kept.last { $0.file.evaluation != nil }
    let seed = seed ?? evaluated?.file.evaluation?.seed ?? 0
    let all = choice.chosen(of: kept).flatMap { file, path in
      takes(file.policy, seed: seed, label: path, heading: ["generation \(file.generation)"])
    }
    return (all, try kept[kept.count - 1].file.environment(path: kept[kept.count - 1].path))
  }

  private func takes(ofMember member: Int) throws -> Takes {
    let trainer = try acting {
      try SavedTraining.load(
        policy, before: generation, kind: { try SavedEnvironment.entry($0, of: policy).kind },
        workers: workers.threads)
    }
    if trainer.subject.isData {
      throw NothingToPlay(path: policy, data: trainer.configuration.subjectName)
    }
    let strategy = trainer.configuration.strategy
    let population = trainer.state.strategy.ask().memberCount
    guard (0..<population).contains(member), episodes <= strategy.episodes else {
      throw ValidationError(
        "--member \(member) --episodes \(episodes): expected a member from 0 to "
          + "\(population - 1) and at most \(strategy.episodes) episodes")
    }
    let takes = (0..<episodes).map {
      RolloutTake(
        trainer.policy, player: .member(trainer.episode($0, ofMember: member)), label: policy)
    }
    let identifier = EnvironmentLibrary.identifier(
      trainer.configuration.subjectName, version: trainer.subject.environment?.spec.version ?? 1)
    return (takes, try SavedEnvironment.entry(identifier, of: policy))
  }
}

extension CheckpointChoice {
  /// The chosen ones, the first and the last among them.
  fileprivate func chosen<Element>(of all: [Element]) -> [Element] {
    guard case .evenly(let count) = self, count < all.count else { return all }
    guard count > 1 else { return Array(all.suffix(1)) }
    return (0..<count).map { all[$0 * (all.count - 1) / (count - 1)] }
  }
}
