import EvoCore
import EvoEnvs
import EvoFiles
import EvoPlay
import EvoRun
import EvoTrain
import Foundation
import Testing

@Suite("Verifying runs")
struct VerifyTests {
  private let folder: TemporaryFolder
  private let training: SmallTraining
  private var path: String { folder("run") }

  init() throws {
    folder = try TemporaryFolder()
    training = try SmallTraining(generations: 5)
    _ = try training.start(folder("run")).run { _ in }
  }

  private func damaged(_ verification: RunVerification) -> [String] {
    verification.findings.compactMap {
      if case .damaged = $0.verdict { $0.file } else { nil }
    }
  }

  @Test("a run is whole, and every generation replays to the same bytes with any workers")
  func whole() throws {
    var verification = try training.verify(path)
    #expect(verification.isWhole)
    #expect(verification.findings.count == 7 + 5)
    try verification.replay(5, workers: ThreadWorkers(count: 2))
    #expect(verification.isWhole)
    #expect(verification.findings.count == 12 + 5 + 1)
  }

  @Test("more generations than the checkpoints allow are refused with how many they allow")
  func outOfReach() throws {
    var verification = try training.verify(path)
    #expect(throws: ReplayError.outOfReach(path: path, asked: 6, possible: 5)) {
      try verification.replay(6, workers: ThreadWorkers(count: 1))
    }
  }

  @Test("a flipped bit in any file that has a checksum is found there")
  func flippedBits() throws {
    for name in [
      "best.safetensors", "checkpoints/generation-0000000003.safetensors",
      "policy.safetensors", "learning-curve.png",
    ] {
      let bytes = try FileSystem.posix.readFile("\(path)/\(name)", limit: 1 << 20)
      var flipped = bytes
      flipped[bytes.count * 2 / 3] ^= 4
      try AtomicFile.write(flipped, to: "\(path)/\(name)")
      let verification = try training.verify(path)
      #expect(damaged(verification) == [name])
      #expect(!verification.isWhole)
      try AtomicFile.write(bytes, to: "\(path)/\(name)")
    }
    #expect(try training.verify(path).isWhole)
  }

  @Test("files that are whole but belong elsewhere are found")
  func foreignFiles() throws {
    var other = training
    other.configuration.seed = 2
    _ = try other.start(folder("other")).run { _ in }
    for name in [
      "policy.safetensors", "best.safetensors", "checkpoints/generation-0000000002.safetensors",
    ] {
      let mine = try FileSystem.posix.readFile("\(path)/\(name)", limit: 1 << 20)
      try AtomicFile.write(
        FileSystem.posix.readFile("\(folder("other"))/\(name)", limit: 1 << 20),
        to: "\(path)/\(name)")
      var verification = try training.verify(path)
      try verification.replay(5, workers: ThreadWorkers(count: 1))
      #expect(damaged(verification).contains(name))
      try AtomicFile.write(mine, to: "\(path)/\(name)")
    }
  }

  @Test("a missing row is found at once, a changed number by the replay")
  func metrics() throws {
    let rows = try folder.text("run/metrics.csv").split(separator: "\n")
    var changed = rows
    changed[3] = Substring(rows[3].replacing(",", with: ",1", maxReplacements: 1))
    try folder.write(changed.joined(separator: "\n") + "\n", to: "run/metrics.csv")
    var verification = try training.verify(path)
    #expect(damaged(verification) == ["metrics.csv"])
    changed[3] =
      rows[3].split(separator: ",", omittingEmptySubsequences: false).enumerated()
      .map { $0.offset == 2 ? "12.5" : $0.element }.joined(separator: ",")[...]
    try folder.write(changed.joined(separator: "\n") + "\n", to: "run/metrics.csv")
    verification = try training.verify(path)
    #expect(verification.isWhole)
    try verification.replay(3, workers: ThreadWorkers(count: 1))
    #expect(damaged(verification) == ["metrics.csv"])
    changed.remove(at: 3)
    try folder.write(changed.joined(separator: "\n") + "\n", to: "run/metrics.csv")
    #expect(try damaged(training.verify(path)) == ["metrics.csv"])
  }

  @Test("verifying changes nothing, and leftovers and foreign files are only remarked on")
  func remarks() throws {
    try folder.write("x", to: "run/.policy.safetensors.tmp-12")
    try folder.write("x", to: "run/notes.txt")
    try FileManager.default.removeItem(atPath: path + "/.lock")
    let names = try FileManager.default.contentsOfDirectory(atPath: path).sorted()
    let verification = try training.verify(path)
    #expect(verification.isWhole)
    let remarks = verification.findings.compactMap {
      if case .remark = $0.verdict { $0.file } else { nil }
    }
    #expect(remarks == [".policy.safetensors.tmp-12", "notes.txt"])
    #expect(try FileManager.default.contentsOfDirectory(atPath: path).sorted() == names)
  }

  @Test("every member of a generation plays again what it played in the training")
  func members() throws {
    let trainer = try SavedTraining.load(
      path, before: 4, kind: { _ in training.kind }, workers: ThreadWorkers(count: 1))
    #expect(trainer.state.generation == 3)
    let entry = try #require(EnvironmentCatalog.entry(named: "cartpole"))
    let returns = try (0..<16).map { member in
      let playback = try Playback(
        trainer.policy, in: entry, player: .member(trainer.episode(0, ofMember: member)))
      while playback.end == nil { playback.advance() }
      return Float(playback.episodeReturn)
    }
    let report = try trainer.runGeneration()
    #expect(report.fitness == FitnessStatistics(returns))
    #expect(
      throws: RunFolderError.noCheckpointBefore(path: path, generation: 0, oldest: 1)
    ) {
      try SavedTraining.load(
        path, before: 0, kind: { _ in training.kind }, workers: ThreadWorkers(count: 1))
    }
  }
}
