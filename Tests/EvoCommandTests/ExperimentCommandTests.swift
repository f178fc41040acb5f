import Foundation
import Testing

@Suite("evo-rl experiment and analyze")
struct ExperimentCommandTests {
  @Test("an experiment prints its table and leaves its page, its pictures and its numbers")
  func experiment() throws {
    let shell = try Shell()
    let result = try shell.run("experiment", "ties", "--fast", "--out", "out")
    #expect(result.status == 0, "\(result.stderr)")
    #expect(result.stdout.contains("verdict"))
    #expect(result.stdout.contains("holds"))
    #expect(
      try shell.names("out") == [
        "README.md", "drift.csv", "drift.png", "drift.svg", "findings.csv",
      ])
    #expect(try shell.text("out/drift.svg").contains("<svg"))
    #expect(
      try shell.text("out/findings.csv").hasPrefix(
        "quantity,expected,found,low,high,runs,verdict\n"))
    let report = try shell.run("experiment", "report", "--out", ".")
    #expect(report.status == 0, "\(report.stderr)")
    #expect(report.stdout.contains("page of 0 experiments"))
  }

  @Test("the same seed finds the same, whatever the number of workers")
  func determinism() throws {
    let shell = try Shell()
    for workers in ["1", "3"] {
      let result = try shell.run(
        "experiment", "eggroll-is-es", "--fast", "--out", "out\(workers)", "--workers", workers)
      #expect(result.status == 0, "\(result.stderr)")
    }
    #expect(try shell.bytes("out1/findings.csv") == shell.bytes("out3/findings.csv"))
  }

  @Test("an unknown experiment is answered with the nearest name")
  func unknown() throws {
    let result = try Shell().run("experiment", "cosine-lw")
    #expect(result.status != 0)
    #expect(result.complaint == "no experiment 'cosine-lw'; did you mean 'cosine-law'?")
  }

  @Test("a folder that cannot be written is told before anything is computed")
  func unwritable() throws {
    let shell = try Shell()
    try shell.write("", to: "file")
    let result = try shell.run("experiment", "ties", "--fast", "--out", "file/out")
    #expect(result.status != 0)
    #expect(result.complaint.contains("file/out: cannot create the folder"))
    #expect(result.stdout.isEmpty)
  }

  @Test("a mistake in an experiment's file is told with its line and the nearest key")
  func mistake() throws {
    let shell = try Shell()
    let text = """
      experiment: ties
      title: T
      claim: C
      method: M
      seed: 1
      settings:
        generation: 5
        population: 16
        lead_of_one_member: 0
      """
    try shell.write(text, to: "mine.yaml")
    let missing = try shell.run("experiment", "mine.yaml")
    #expect(missing.complaint.contains("settings.generations: missing"))
    try shell.write(text + "\n  generations: 5\n", to: "mine.yaml")
    let unknown = try shell.run("experiment", "mine.yaml")
    #expect(
      unknown.complaint
        == "mine.yaml:7: settings.generation: unknown key; did you mean 'generations'?")
  }

  @Test("a missing data set is told with the package to install")
  func missingData() throws {
    let shell = try Shell()
    try shell.write(
      "data: {name: fashion-mnist, path: nowhere}\nstop: {generations: 1, solved: false}\n",
      to: "mine.yaml")
    let result = try shell.run("analyze", "gradient", "./mine.yaml")
    #expect(result.status != 0)
    #expect(result.complaint.contains("apt-get install dataset-fashion-mnist"))
  }

  @Test("the gradient of a configuration is compared layer by layer, and each is judged")
  func gradient() throws {
    let shell = try Shell()
    let result = try shell.run(
      "analyze", "gradient", "mnist-1d", "--generations", "2", "--warm-up", "5", "--set",
      "strategy.population=32", "--out", "out")
    #expect(result.status == 0, "\(result.stderr)")
    #expect(result.stdout.contains("layers.0.weight"))
    #expect(result.stdout.contains("  good: what this number of pairs allows"))
    #expect(shell.exists("out/gradient.png"))
    let wide = try shell.run(
      "analyze", "gradient", "mnist-1d", "--generations", "2", "--warm-up", "5", "--set",
      "strategy.population=32", "--set", "strategy.common_random_numbers=none", "--set",
      "objective.batch=1")
    #expect(wide.stdout.contains("  poor: far below what this number of pairs allows"))
    let refused = try shell.run("analyze", "gradient", "cartpole")
    #expect(refused.complaint.contains("whose true gradient nobody knows"))
  }

  @Test("smoothing takes the holes out of Rastrigin's function")
  func smoothing() throws {
    let shell = try Shell()
    let result = try shell.run(
      "analyze", "smoothing", "rastrigin", "--sigma", "0.5", "--from", "-5", "--to", "5", "--out",
      "out")
    #expect(result.status == 0, "\(result.stderr)")
    try #require(result.lines.count >= 4)
    #expect(result.lines[0].hasSuffix(" 11") || result.lines[0].hasSuffix(" 9"))
    #expect(result.lines[1] == "  rough: descending ends in the nearest of these minima")
    #expect(result.lines[2].hasSuffix(" 1"))
    #expect(result.lines[3] == "  good: with this noise there is one valley left")
    let narrow = try shell.run(
      "analyze", "smoothing", "rastrigin", "--sigma", "0.01", "--from", "-5", "--to", "5")
    #expect(narrow.lines[3] == "  poor: too little noise to see past the minima")
    #expect(shell.exists("out/landscape.png"))
  }

  @Test("the sensitivity of a shipped policy is shown for each layer")
  func sensitivity() throws {
    let shell = try Shell()
    let result = try shell.run("analyze", "sensitivity", "cartpole", "--out", "out")
    #expect(result.status == 0, "\(result.stderr)")
    #expect(result.stdout.contains("layers.1.bias"))
    #expect(result.stdout.contains("  good: about the mean of the network"))
    #expect(shell.exists("out/sensitivity-sum.png"))
  }
}
