import EvoFiles
import Foundation
import Testing

/// Runs side by side: `train --seeds`, `plot` and `compare`.
@Suite struct CompareTests {
  private static let shell = Result { () throws -> Shell in
    let shell = try Shell()
    // The smaller population needs more generations; four seeds each.
    for (name, population) in [("small", 8), ("large", 64)] {
      let command = try shell.run(
        "train", "cartpole", "--seeds", "1-4", "--out", "runs/\(name)", "--set",
        "strategy.population=\(population)", "--set", "stop.env_steps=60000", "--quiet")
      try #require(command.status == 0, "\(command.stderr)")
    }
    return shell
  }

  private var shell: Shell { get throws { try Self.shell.get() } }

  @Test func groupsAreNamedAfterWhatTheyDifferIn() throws {
    let command = try shell.run("compare", "runs/small/seed-*", "runs/large/seed-*", "--json")
    #expect(command.status == 0, "\(command.stderr)")
    let groups = try command.json["groups"] as? [[String: Any]] ?? []
    #expect(groups.map { $0["name"] as? String } == ["population 8", "population 64"])
    #expect(groups.allSatisfy { ($0["runs"] as? [String])?.count == 4 })
  }

  @Test func theFolderOfSeveralSeedsStandsForItsRuns() throws {
    let folders = try shell.run("compare", "A=runs/small", "runs/large", "--json")
    let patterns = try shell.run("compare", "A=runs/small/seed-*", "runs/large/seed-*", "--json")
    #expect(folders.status == 0, "\(folders.stderr)")
    #expect(folders.stdout == patterns.stdout)
    #expect(try shell.run("compare", "runs", "runs/large").stderr.contains("no run in this folder"))
  }

  @Test func aPatternBehindANameIsExpanded() throws {
    let command = try shell.run("compare", "A=runs/small/*", "B=runs/large/*")
    #expect(command.status == 0, "\(command.stderr)")
    #expect(command.stdout.contains("3 of 4"))
    #expect(command.stdout.contains("probability"))
  }

  @Test func aGroupIsNotBetterThanItself() throws {
    let command = try shell.run(
      "compare", "A=runs/large/seed-[12]", "B=runs/large/seed-[34]", "--json")
    let pairs = try command.json["comparisons"] as? [[String: Any]] ?? []
    #expect((pairs.first?["verdict"] as? String)?.hasPrefix("no difference is shown") == true)
  }

  @Test func oneRunSaysNothingAboutOtherSeeds() throws {
    let command = try shell.run("compare", "A=runs/small/seed-1", "B=runs/large/seed-1")
    #expect(command.status == 0)
    #expect(command.stdout.contains("one run says nothing about other seeds"))
  }

  @Test func curvesAreDrawnAsTheEndingSays() throws {
    for (name, start) in [("curves.svg", "<?xml"), ("curves.png", "\u{89}PNG")] {
      for axis in ["steps", "seconds", "generations", "evaluations"] {
        let command = try shell.run(
          "plot", "runs/small/seed-*", "runs/large/seed-*", "--out", name, "--x", axis)
        #expect(command.status == 0, "\(command.stderr)")
        let bytes = try shell.bytes(name)
        let latin1 = String(bytes.prefix(start.count).map { Character(Unicode.Scalar($0)) })
        #expect(latin1 == start)
      }
    }
  }

  @Test func theSameRunsGiveTheSamePicture() throws {
    let pictures = try ["a.svg", "b.svg"].map { name in
      _ = try shell.run("plot", "runs/small/seed-*", "--out", name)
      return try shell.bytes(name)
    }
    #expect(pictures[0] == pictures[1])
  }

  @Test(arguments: [
    (["compare", "runs/small/seed-1", "runs/small/seed-1"], "the same training, with seed 1"),
    (["compare", "runs/nothing"], "runs/nothing"),
    (["compare", "A=runs/x-*"], "no folder has such a name"),
    (["plot", "runs/small/seed-*", "--out", "curves.sgv"], "did you mean .svg?"),
    (["plot", "runs/small/seed-*", "--out", "no/such/curves.svg"], "no/such"),
    (["train", "cartpole", "--seeds", "4-1"], "4-1"),
    (["train", "cartpole", "--seeds", "1-3", "--seed", "2"], "--seeds"),
    (["train", "cartpole", "--seeds", "1,1"], "twice"),
  ])
  func aMistakeIsNamed(_ arguments: [String], _ words: String) throws {
    let command = try shell.start(arguments).end()
    #expect(command.status != 0)
    #expect(command.complaint.contains(words), "\(command.stderr)")
  }

  @Test func runsOfDifferentEnvironmentsAreRefused() throws {
    let other = try shell.run(
      "train", "pendulum", "--generations", "2", "--out", "runs/other", "--quiet", "--set",
      "evaluation.every=1")
    #expect(other.status == 0, "\(other.stderr)")
    for command in ["plot", "compare"] {
      let refused = try shell.run(command, "runs/small/seed-1", "runs/other")
      #expect(refused.status != 0)
      #expect(refused.complaint.contains("of cartpole"))
      #expect(refused.complaint.contains("of pendulum"))
    }
  }

  @Test func runsSideBySideHaveTheBytesOfRunsAlone() throws {
    let alone = try shell.run(
      "train", "cartpole", "--seed", "3", "--out", "runs/alone", "--set", "strategy.population=8",
      "--set", "stop.env_steps=60000", "--quiet")
    #expect(alone.status == 0, "\(alone.stderr)")
    let policies = try ["runs/alone", "runs/small/seed-3"].map {
      try shell.bytes("\($0)/policy.safetensors")
    }
    #expect(policies[0] == policies[1])
  }
}
