import EvoCore
import EvoEnvs
import EvoFiles
import EvoPlay
import EvoRun
import EvoTestSupport
import EvoTrain
import Testing

@Suite("Episodes as arrays")
struct TraceArchiveTests {
  /// A policy that falls over now and then, and one with continuous actions.
  private static let names = ["cartpole", "pendulum", "bipedal-walker"]

  private func archive(
    _ name: String, episodes: Int = 3, workers: any Workers = SerialWorkers()
  ) throws -> TraceArchive {
    let entry = try EnvironmentLibrary().entry(name)
    let (file, _) = try SavedPolicy.load("\(Repository.path)/policies/\(name)") { _ in entry.kind }
    return try TraceArchive(
      file.policy, in: entry, seed: 5, episodes: episodes, workers: workers)
  }

  @Test(
    "they are the episodes of an evaluation, with an observation more than steps", arguments: names)
  func evaluation(_ name: String) throws {
    let archive = try archive(name)
    let entry = try EnvironmentLibrary().entry(name)
    let (file, _) = try SavedPolicy.load("\(Repository.path)/policies/\(name)") { _ in entry.kind }
    let summary = try Evaluator(kind: entry.kind, rank: 0, workers: SerialWorkers())
      .evaluate(file.policy, plan: .evaluation(seed: 5, episodes: 3))
    let returns = archive.episodes.map { Float($0.episodeReturn) }
    #expect(returns.min() == Float(summary.returnMin) && returns.max() == Float(summary.returnMax))
    #expect(Double(archive.steps) / 3 == summary.lengthMean)
    for episode in archive.episodes {
      #expect(episode.observations.count == (episode.length + 1) * archive.spec.observation.count)
      #expect(episode.actions.count == episode.length * archive.spec.action.width)
      #expect(episode.end == (episode.length == archive.spec.stepLimit ? .truncated : .terminated))
    }
  }

  @Test("acting on the observations again gives the actions")
  func replay() throws {
    let archive = try archive("pendulum", episodes: 1)
    let entry = try EnvironmentLibrary().entry("pendulum")
    let (file, _) = try SavedPolicy.load("\(Repository.path)/policies/pendulum") { _ in entry.kind }
    let episode = archive.episodes[0]
    let actor = PolicyActor(file.policy)
    for step in [0, 1, 57, 199] {
      let observation = Array(episode.observations[(3 * step)..<(3 * step + 3)])
      #expect(actor(observation) == [episode.actions[step]], "step \(step)")
    }
  }

  @Test("the file is an archive with the seven arrays, the same for any number of workers")
  func file() throws {
    let bytes = try archive("cartpole").npz()
    #expect(try archive("cartpole", workers: ThreadWorkers(count: 2)).npz() == bytes)
    func number(_ offset: Int, _ count: Int) -> Int {
      bytes[offset..<(offset + count)].reversed().reduce(0) { $0 << 8 | Int($1) }
    }
    // The end of the directory says how many files there are, and where the directory begins.
    let end = bytes.count - 22
    #expect(number(end, 4) == 0x0605_4b50 && number(end + 10, 2) == 7)
    var place = number(end + 16, 4)
    var names: [String] = []
    for _ in 0..<number(end + 10, 2) {
      #expect(number(place, 4) == 0x0201_4b50)
      let length = number(place + 28, 2)
      let name = bytes[(place + 46)..<(place + 46 + length)]
      let local = number(place + 42, 4)
      #expect(number(local, 4) == 0x0403_4b50)
      // Checksum and sizes stand in both places, and so does the name.
      #expect(bytes[(local + 14)..<(local + 26)] == bytes[(place + 16)..<(place + 28)])
      #expect(bytes[(local + 30)..<(local + 30 + length)] == name)
      names.append(String(decoding: name, as: UTF8.self))
      place += 46 + length
    }
    #expect(place == end)
    #expect(
      names == [
        "observations.npy", "actions.npy", "rewards.npy", "terminations.npy", "truncations.npy",
        "lengths.npy", "seeds.npy",
      ])
  }
}
