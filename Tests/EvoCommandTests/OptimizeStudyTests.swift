import Foundation
import Testing

@Suite("evo-rl optimize --space")
struct OptimizeStudyTests {
  let shell: Shell

  init() throws { shell = try Shell() }

  private static let space = """
    x: {float: [-5, 5], first: 4}
    rate: {log: [0.001, 1]}
    count: {int: [1, 9]}
    kind: {choice: [a, b, 3]}
    fast: bool
    depth: {int: [1, 8], when: {kind: b}}
    hidden: {layers: [0, 2], widths: [4, 64]}
    """

  /// A worker that keeps its questions; its value is x² + count.
  private static let worker =
    "while read -r l; do echo \"$l\" >> asked; x=${l#*:}; c=${l#*\\\"count\\\":}; "
    + "awk \"BEGIN { printf \\\"%.17g\\\\n\\\", (${x%%,*}) ^ 2 + ${c%%,*} }\"; done"

  private func optimize(_ options: [String], worker: String = worker) throws -> Command {
    try shell.write(Self.space, to: "space.yaml")
    return try shell.start(["optimize", "--worker", worker, "--space", "space.yaml"] + options)
      .end()
  }

  private func asked() throws -> [[String: Any]] {
    try shell.text("asked").split(separator: "\n").map { line in
      let object = try JSONSerialization.jsonObject(with: Data(line.utf8))
      return try #require(object as? [String: Any])
    }
  }

  @Test(
    "a worker is given every kind of value, and what does not count is left out",
    arguments: ["tpe", "cma-es", "random", "halton", "sobol", "evolution"])
  func values(_ sampler: String) throws {
    let command = try optimize(["--sampler", sampler, "--budget", "48", "--json", "--quiet"])
    #expect(command.status == 0, "\(command.stderr)")
    let asked = try asked()
    #expect(asked.count == 48)
    #expect(asked[0]["x"] as? Double == 4)
    for point in asked {
      #expect((1...9).contains(try #require(point["count"] as? Int)))
      #expect(point["fast"] is Bool)
      #expect((point["hidden"] as? [Int])?.allSatisfy { (4...64).contains($0) } == true)
      #expect((point["depth"] != nil) == (point["kind"] as? String == "b"))
      #expect(point["kind"] as? Int == 3 || ["a", "b"].contains(point["kind"] as? String))
    }
    #expect(Set(asked.compactMap { ($0["hidden"] as? [Int])?.count }).count >= 2)
    let best = try #require(try command.json["values"] as? [String: Any])
    let value = try #require(try command.json["best"] as? Double)
    let x = try #require(best["x"] as? Double)
    #expect(abs(x * x + Double(best["count"] as? Int ?? 0) - value) < 1e-9)
    #expect(value < 4 * 4 + 5)
  }

  @Test("the values stand in a command by their names, and nothing where one does not count")
  func commands() throws {
    try shell.write(Self.space, to: "space.yaml")
    let line = "echo {x} {rate} {count} {kind} {fast} -{depth}- -{hidden}- >> asked; echo {count}"
    let command = try shell.run(
      "optimize", "--command", line, "--space", "space.yaml", "--budget", "48", "--quiet",
      "--sampler", "halton")
    #expect(command.status == 0, "\(command.stderr)")
    let rows = try shell.text("asked").split(separator: "\n").map { $0.split(separator: " ") }
    #expect(rows[0].prefix(1) == ["4.0"])
    #expect(rows.allSatisfy { ($0[3] == "b") == ($0[5] != "--") })
    #expect(rows.contains { $0[6].contains(",") } && rows.contains { $0[6] == "--" })
    #expect(command.stdout.contains("count"))
  }

  @Test("a study that goes on asks for nothing twice and ends as one that was never broken off")
  func resumes() throws {
    let options = ["--repeats", "2", "--quiet", "--json"]
    let half = try optimize(options + ["--budget", "13", "--out", "half.log"])
    #expect(half.status == 0, "\(half.stderr)")
    // The best of the half is tried anew, and so is the best of the whole: eight times each.
    #expect(try asked().count == 13 * 2 + 8)
    let rest = try optimize(options + ["--budget", "30", "--out", "half.log", "--resume"])
    #expect(rest.status == 0, "\(rest.stderr)")
    #expect(try [30 * 2 + 8, 30 * 2 + 16].contains(asked().count))
    let whole = try optimize(options + ["--budget", "30", "--workers", "3", "--out", "whole.log"])
    #expect(try rest.json["best"] as? Double == whole.json["best"] as? Double)
    #expect(try rest.json["best_trial"] as? Int == whole.json["best_trial"] as? Int)
    func begun(_ name: String) throws -> [String] {
      try shell.text(name).split(separator: "\n").filter { $0.contains("\"op_code\":4") }
        .map { line in
          let params = line.firstRange(of: "\"params\"")
          return String(line[(params?.lowerBound ?? line.startIndex)...])
        }
    }
    #expect(try begun("half.log").count == 30)
    #expect(try begun("half.log") == begun("whole.log"))
    let again = try optimize(options + ["--budget", "30", "--out", "half.log"])
    #expect(again.complaint.contains("there is a study in it; add --resume"))
    let other = try optimize(options + ["--seed", "2", "--out", "half.log", "--resume"])
    #expect(other.complaint.contains("it is of another study: seed is 1 there and 2 here"))
  }

  @Test("the best of a noisy program is tried anew, and that is what is shown")
  func confirms() throws {
    // Every value is new: the lucky ones are the first.
    let worker = "n=0; while read -r l; do n=$((n + 1)); echo $n; done"
    let command = try optimize(
      ["--budget", "8", "--repeats", "3", "--json", "--quiet"], worker: worker)
    let confirmed = try #require(try command.json["confirmed"] as? [String: Any])
    #expect(try command.json["best"] as? Double == 2)
    #expect(confirmed["tries"] as? Int == 12)
    #expect(confirmed["mean"] as? Double == 30.5)
  }

  @Test("a point without a value is counted, and a program that never has one ends the study")
  func failures() throws {
    let some = "while read -r l; do case $l in *true*) echo nan;; *) echo 1;; esac; done"
    let command = try optimize(["--budget", "20", "--json", "--quiet"], worker: some)
    #expect(command.status == 0)
    #expect(try (command.json["failures"] as? Int ?? 0) > 0)
    let none = try optimize(["--budget", "20"], worker: "read -r l; echo no fuel >&2; exit 3")
    #expect(none.status == 1)
    #expect(none.complaint.hasSuffix("ended with status 3: no fuel"))
  }

  @Test(
    "what is wrong is one sentence",
    arguments: [
      (["--dim", "2"], "--dim and --space contradict each other; the space says what is searched"),
      (
        ["--strategy", "pso"],
        "--strategy and --space contradict each other; with --space it is --sampler"
      ),
      (["--names", "a"], "--names and --space contradict each other; the space has names"),
      (["--bounds", "0:1"], "--bounds and --space contradict each other; the space has ranges"),
      (
        ["--start", "1"],
        "--start and --space contradict each other; write 'first: VALUE' into the space"
      ),
      (
        ["--out", "found.json"],
        "--out found.json: with --space it is the log of a study; give it a name such as study.log"
      ),
      (
        ["--out", "study.log", "--resume"],
        "--out study.log: there is no study to resume; leave --resume out"
      ),
      (["--batch", "0"], "--batch 0: expected a number from 1 to 10000"),
    ])
  func options(_ options: [String], _ complaint: String) throws {
    let command = try optimize(options)
    #expect(command.status == 64)
    #expect(command.complaint == complaint)
  }

  @Test(
    "what is wrong in a space is one sentence with its line",
    arguments: [
      ("x: {float: [5, 1]}", "space.yaml:1: x: the range is reversed; write [1, 5]"),
      ("a b: bool", "space.yaml:1: a b: no name; use letters, digits and underscores"),
      (
        "k: {choice: [a, \"b; rm\"]}",
        "space.yaml:1: k: the text 'b; rm' is no plain word for a command; use letters, digits and "
          + "_.,:/@%+=-, or a --worker"
      ),
      ("- 1", "space.yaml: expected names with their values, such as 'rate: {log: [0.01, 1]}'"),
      (
        "x: {float: [0, 1]}",
        "--command: {x} is missing, though the space has it; write it where the value belongs"
      ),
    ])
  func spaces(_ space: String, _ complaint: String) throws {
    try shell.write(space, to: "space.yaml")
    try shell.expectOptimizeRefusal(
      ["--command", "echo {k}", "--space", "space.yaml"], status: 1, complaint)
  }

  @Test("a sampler needs a space, and a space a program")
  func alone() throws {
    try shell.expectOptimizeRefusal(
      ["sphere", "--sampler", "tpe"], "--sampler belongs to --space, and there is none")
    try shell.expectOptimizeRefusal(
      ["sphere", "--space", "space.yaml"],
      "--space belongs to --command and --worker, and there is none")
  }
}
