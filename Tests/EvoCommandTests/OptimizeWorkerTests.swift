import Foundation
import Testing

@Suite("evo-rl optimize --worker")
struct OptimizeWorkerTests {
  let shell: Shell

  init() throws { shell = try Shell() }

  /// A worker whose value is least at (1, -2), and which notes that it was started.
  private static let worker =
    "echo >> starts; while IFS=':,}' read -r _ a _ b _; do "
    + "awk \"BEGIN { printf \\\"%.17g\\\\n\\\", ($a - 1)^2 + ($b + 2)^2 }\"; done"
  private static let options = ["--names", "a,b", "--sigma", "0.5", "--json"]

  private func optimize(_ worker: String, _ options: [String]) throws -> Command {
    try shell.start(["optimize", "--worker", worker] + options).end()
  }

  @Test("a worker is started once, and the result is the same for any number of workers")
  func staysRunning() throws {
    let options = Self.options + ["--budget", "60"]
    let one = try optimize(Self.worker, options)
    #expect(one.status == 0, "\(one.stderr)")
    #expect(try shell.text("starts").count == 1)
    let three = try optimize(Self.worker, options + ["--workers", "3"])
    #expect(try shell.text("starts").count == 4)
    let x = try #require(try one.objects.last?["x"] as? [Double])
    #expect(try three.objects.last?["x"] as? [Double] == x)
    #expect(abs(x[0] - 1) < 0.5 && abs(x[1] + 2) < 0.5)
  }

  @Test("a worker that ends after each value is started anew, and no value is lost")
  func restarts() throws {
    let once = Self.worker.replacing("while", with: "if").replacing("do ", with: "then ")
      .replacing("done", with: "fi")
    let options = Self.options + ["--budget", "24"]
    let command = try optimize(once, options)
    #expect(command.status == 0, "\(command.stderr)")
    #expect(try shell.text("starts").count == 24)
    #expect(try command.objects.last?["failures"] as? Int == 0)
    let whole = try optimize(Self.worker, options)
    #expect(try command.objects.last?["x"] as? [Double] == whole.objects.last?["x"] as? [Double])
  }

  @Test("a search that goes on asks for nothing twice")
  func resumes() throws {
    let worker = Self.worker.replacing("do ", with: "do echo >> asked; ")
    let options = Self.options + ["--out", "found.json"]
    _ = try optimize(worker, options + ["--budget", "18"])
    let rest = try optimize(worker, options + ["--budget", "36", "--resume"])
    #expect(rest.status == 0, "\(rest.stderr)")
    #expect(try shell.text("asked").count == 36)
    let whole = try optimize(Self.worker, Self.options + ["--budget", "36"])
    #expect(try rest.objects.last?["x"] as? [Double] == whole.objects.last?["x"] as? [Double])
    let other = try optimize("true", options + ["--resume"])
    #expect(other.complaint.hasPrefix("found.json: it is of another search: worker is "))
  }

  @Test(
    "a worker that dies, hangs or prints something else ends the search with a sentence",
    arguments: [
      ("read -r l; echo oil >&2; echo no fuel >&2; exit 3", "ended with status 3: no fuel"),
      ("read -r l; kill -SEGV $$", "was ended by signal 11 (Segmentation fault)"),
      ("./missing", "ended with status 127: sh: 1: ./missing: not found"),
      ("sleep 1000", "did not answer within 0.2 s and was killed; --timeout sets another limit"),
      (
        "while read -r l; do echo loss 3.5; done",
        "answered 'loss 3.5', which is no number; print the value alone in its line, and all else to "
          + "standard error"
      ),
      (
        "while read -r l; do echo 3.5 at 7; done",
        "answered '3.5 at 7', which is no number; print the value alone in its line, and all else to "
          + "standard error"
      ),
      (
        "yes 1",
        "printed '1' without being asked, so no answer is known to be right; print one line for each "
          + "line that is read, and all else to standard error"
      ),
    ])
  func failures(_ worker: String, _ complaint: String) throws {
    let command = try optimize(worker, ["--dim", "2", "--timeout", "0.2"])
    #expect(command.status == 1)
    #expect(command.complaint == "'\(worker)' \(complaint)")
    #expect(command.stdout == "")
  }

  @Test("a point whose worker dies ranks last and is counted, and the others have their values")
  func failedMembers() throws {
    let worker = "while IFS=':,}' read -r _ a _ b _; do case $a in -*) exit 4;; esac; echo $a; done"
    let command = try optimize(worker, Self.options + ["--budget", "60"])
    #expect(command.status == 0, "\(command.stderr)")
    let done = try #require(try command.objects.last)
    #expect((done["failures"] as? Int ?? 0) > 0)
    #expect((done["x"] as? [Double] ?? [-1])[0] >= 0)
    #expect(command.stderr.split(separator: "\n").count == 1)
  }

  @Test("an interrupt ends a worker that computes, with its children")
  func interrupted() throws {
    let worker = "read -r l; sh -c 'echo $$ > pid; sleep 1000' & wait"
    let started = try shell.start(["optimize", "--worker", worker, "--dim", "2"])
    while (try? shell.text("pid"))?.hasSuffix("\n") != true { sched_yield() }
    started.send(SIGINT)
    #expect(try started.end().status == 130)
    let process = try shell.text("pid").split(separator: "\n").compactMap { Int32($0) }
    #expect(process.count == 1 && hasEnded(process[0]))
  }

  @Test("mistakes with workers are one sentence each")
  func mistakes() throws {
    try shell.expectOptimizeRefusal(
      ["--worker", "true"],
      "--worker does not say how many numbers there are; add --dim, --names or --space")
    try shell.expectOptimizeRefusal(
      ["sphere", "--worker", "true", "--dim", "2"],
      "'sphere' and --worker contradict each other; choose one")
    try shell.expectOptimizeRefusal(
      ["--command", "true", "--worker", "true", "--dim", "2"],
      "--command and --worker contradict each other; choose one")
  }
}
