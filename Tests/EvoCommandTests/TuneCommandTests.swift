import Foundation
import Testing

@Suite struct TuneCommandTests {
  private static let search = """
    config: cartpole
    set: {stop.env_steps: 3000, evaluation.episodes: 5}
    seeds: 2
    confirm: 2
    space:
      strategy.sigma: {log: [0.02, 1]}
      strategy.population: {int: [4, 16], step: 2}
    """

  private func shell() throws -> Shell {
    let shell = try Shell()
    try Self.search.write(toFile: shell.path + "/s.yaml", atomically: true, encoding: .utf8)
    return shell
  }

  private func run(_ shell: Shell, _ options: [String]) throws -> Command {
    try shell.start(["tune", "s.yaml"] + options).end()
  }

  private func trials(_ shell: Shell, _ folder: String) throws -> String {
    try String(contentsOfFile: "\(shell.path)/\(folder)/trials.csv", encoding: .utf8)
  }

  @Test func findsKeysAndKeepsItsEvidence() throws {
    let shell = try shell()
    let command = try shell.run(
      "tune", "s.yaml", "--trials", "8", "--out", "t", "--quiet", "--json")
    #expect(command.status == 0, "\(command.stderr)")
    #expect(try command.json["trials"] as? Int == 8)
    #expect(try (command.json["fresh"] as? [Double])?.count == 2)
    for name in ["study.log", "search.yaml", "best.yaml", "trials.csv", "slices.png"] {
      #expect(FileManager.default.fileExists(atPath: "\(shell.path)/t/\(name)"), "\(name)")
    }
    let best = try String(contentsOfFile: shell.path + "/t/best.yaml", encoding: .utf8)
    #expect(best.contains("# With 2 fresh seeds: score median"))
    let report = try shell.run("report", "t", "--out", "t.html")
    #expect(report.status == 0, "\(report.stderr)")
    #expect(
      String(decoding: try shell.bytes("t.html"), as: UTF8.self).contains("The best is trial"))
    let two = try shell.run("report", "t", "t/confirm", "--out", "two.html")
    #expect(two.complaint.contains("t/study.log is of a study"), "\(two.stderr)")
    let train = try shell.run("train", "t/best.yaml", "--quiet", "--out", "r")
    #expect(train.status == 0, "\(train.stderr)")
  }

  @Test func isTheSameForAnyNumberOfWorkersAndAfterAnInterruption() throws {
    let shell = try shell()
    let options = ["--trials", "8", "--quiet", "--set", "logging.tensorboard=false"]
    for (folder, more) in [("one", ["--workers", "1"]), ("two", ["--workers", "2"])] {
      let command = try run(shell, ["--out", folder] + options + more)
      #expect(command.status == 0, "\(command.stderr)")
    }
    #expect(try trials(shell, "one") == trials(shell, "two"))
    // Some trials, the last in the middle of a batch, then the rest.
    let half = try run(
      shell, ["--out", "half"] + options.map { $0 == "8" ? "5" : $0 })
    #expect(half.status == 0, "\(half.stderr)")
    let rest = try run(shell, ["--out", "half", "--resume"] + options)
    #expect(rest.status == 0, "\(rest.stderr)")
    #expect(try trials(shell, "half") == trials(shell, "one"))
  }

  @Test func refusesWhatItCannotGoOnWith() throws {
    let shell = try shell()
    #expect(try shell.run("tune", "cartpol").complaint.contains("did you mean 'cartpole'?"))
    let absent = try shell.run("tune", "s.yaml", "--out", "t", "--resume")
    #expect(absent.complaint.contains("there is no study to resume"))
    let options = ["--trials", "1", "--out", "t", "--quiet"]
    #expect(try run(shell, options).status == 0)
    #expect(try run(shell, options).complaint.contains("add --resume"))
    let other = try run(shell, ["--resume", "--seed", "7"] + options)
    #expect(other.complaint.contains("seed is 1 there and 7 here"))
    #expect(other.status != 0)
  }

  @Test(
    "where there is no room for the buffer of OpenBLAS, CMA-ES is refused before anything is written"
  )
  func refusesWithoutBuffer() throws {
    let shell = try shell()
    for (sampler, status) in [("cma-es", 1), ("random", 0)] as [(String, Int32)] {
      let command = try shell.bash(
        "ulimit -v \(150 << 10); exec timeout -s KILL 60 \"$EVO_RL\" tune s.yaml --quiet --workers 1 "
          + "--sampler \(sampler) --trials 4 --out \(sampler)")
      #expect(command.status == status, "\(sampler): \(command.stderr)")
      #expect(
        status == 0
          || command.complaint.hasPrefix("there is no room for the buffer of OpenBLAS, 128 MB"))
    }
    #expect(!FileManager.default.fileExists(atPath: shell.path + "/cma-es"))
  }
}
