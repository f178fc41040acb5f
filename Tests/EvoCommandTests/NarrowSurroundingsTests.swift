import EvoCore
import EvoFiles
import Foundation
import Testing

/// Commands in a process that may have little: threads, open files, memory.
@Suite("Narrow surroundings")
struct NarrowSurroundingsTests {
  let shell: Shell

  init() throws { shell = try Shell() }

  /// A stack larger than any address space: no thread can be started.
  private static let noThreads = "ulimit -Ss $((1 << 37))"
  private static let train =
    "train cartpole --quiet --workers 2 --set stop.solved=false --checkpoint-every 2"

  @Test(
    "where no thread can be started, the work is done without, said once, to the same bytes",
    .enabled(if: ProcessInfo.processInfo.activeProcessorCount > 1))
  func noThreads() throws {
    try shell.bash("evo-rl \(Self.train) --generations 6 --out a").expectSuccess()
    for (command, limit) in [
      ("\(Self.train) --generations 4 --out b", "4"),
      ("resume b --quiet --workers 2 --generations 6", "6"), ("eval b --workers 2", "100"),
      ("verify b --replay 2 --workers 2", "2"),
    ] {
      let result = try shell.bash("\(Self.noThreads); evo-rl \(command)")
      #expect(result.status == 0, "\(command): \(result.stderr)")
      #expect(
        result.stderr.hasPrefix("evo-rl: only 1 of 2 worker threads could be started"),
        "\(command), \(limit): \(result.stderr)")
      #expect(result.stderr.split(separator: "\n").count == 1)
    }
    for file in ["policy.safetensors", "checkpoints/generation-0000000006.safetensors"] {
      #expect(try shell.bytes("a/\(file)") == shell.bytes("b/\(file)"))
    }
  }

  @Test("without threads, a signal ends a training as always")
  func signalWithoutThreads() throws {
    let result = try shell.bash(
      """
      \(Self.noThreads)
      "$EVO_RL" \(Self.train) --generations 100000000 --out a &
      until [[ -s a/metrics.csv && $(wc -l < a/metrics.csv) -gt 3 ]]; do :; done
      kill -TERM $!
      wait $!
      """)
    #expect(result.status == 143, "\(result.stderr)")
    #expect(result.stderr.hasSuffix("interrupted; go on with: evo-rl resume a\n"))
  }

  @Test("few open files end in a sentence or are enough", arguments: 3...9)
  func fewFiles(count: Int) throws {
    for command in ["\(Self.train) --generations 2 --out a", "eval cartpole", "list envs"] {
      let result = try shell.bash("ulimit -n \(count); exec \"$EVO_RL\" \(command)")
      guard result.status != 0 else { continue }
      // Below that, the loader finds no library.
      if result.stderr.contains("error while loading shared libraries") { continue }
      #expect(result.status == 1, "\(command): \(result.stderr)")
      #expect(result.stderr.hasPrefix("Error: "))
      #expect(result.stderr.split(separator: "\n").count == 1, "\(result.stderr)")
    }
  }

  @Test("trainings that are started together under default names each get a folder")
  func startedTogether() throws {
    let started = try (0..<8).map { _ in
      try shell.start(["train", "cartpole", "--generations", "1", "--quiet"])
    }
    for training in started {
      let command = try training.end()
      #expect(command.status == 0, "\(command.stderr)")
    }
    #expect(try shell.names("runs").count == 9)
  }

  @Test("a training that cannot begin leaves no folder of a default name")
  func givenUp() throws {
    let command = try shell.bash(
      "ulimit -v 400000; exec \"$EVO_RL\" train cartpole --set strategy.population=20000000")
    #expect(command.status == 1)
    #expect(command.complaint.hasPrefix("the training needs about "))
    #expect(
      command.complaint.hasSuffix(" are left; lower strategy.population or strategy.episodes"))
    #expect(try shell.names() == [])
  }

  @Test("an argument that is no text is refused, as two of them could meet in one folder")
  func notText() throws {
    let command = try shell.bash(
      "evo-rl train cartpole --quiet --generations 1 --out $'caf\\xe9'")
    #expect(command.status == 64)
    #expect(
      command.stderr == "Error: argument 7 is not UTF-8: 'caf\u{FFFD}'; "
        + "give the file or folder another name\n")
    #expect(try shell.names() == [])
  }

  @Test("nor is anything begun in a working folder, or with a home, whose path is no text")
  func illegible() throws {
    let command = try shell.bash(
      "mkdir $'caf\\xe9' && cd $'caf\\xe9' && evo-rl train cartpole --quiet --generations 1")
    #expect(command.status == 64)
    #expect(command.complaint.hasPrefix("the path of the working folder is not UTF-8: '/"))
    let home = try shell.bash("EVO_RL_HOME=$'/caf\\xe9' evo-rl list configs")
    #expect(home.status == 64)
    #expect(home.complaint.hasPrefix("EVO_RL_HOME is not UTF-8: '/caf"))
  }

  @Test("a policy that asks for very many episodes is asked back about them")
  func manyEpisodes() throws {
    var file = try TensorFile.read("\(Shell.repository)/policies/cartpole/policy.safetensors")
    let count = try #require(
      file.metadata["evaluation"]?.firstMatch(of: /"episodes":(\d+)/)?.output.1)
    file.metadata["evaluation"]?.replace("\"episodes\":\(count)", with: "\"episodes\":10001")
    try shell.write(file.encoded(), to: "p.safetensors")
    let command = try shell.run("eval", "p.safetensors")
    #expect(command.status == 1)
    #expect(
      command.complaint
        == "p.safetensors: it asks for 10001 episodes, and more than 10000 are not played unasked; "
        + "say how many by --episodes")
    try shell.run("eval", "p.safetensors", "--episodes", "10").expectSuccess()
  }

  #if arch(x86_64)
    @Test("a run from another processor is gone on with, said, and not called damaged")
    func otherProcessor() throws {
      try shell.write(
        "env: cartpole\npolicy: {hidden: [3]}\nstrategy: cma-es\nevaluation: {episodes: 2}\n"
          + "stop: {solved: false, generations: 8}\ncheckpoint: {every: 1, keep_last: 100}\n",
        to: "c.yaml")
      let other = ["OPENBLAS_CORETYPE": "Prescott"]
      let train = try shell.start(
        ["train", "c.yaml", "--quiet", "--out", "a"], environment: other
      ).end()
      #expect(train.status == 0, "\(train.stderr)")
      let verify = try shell.run("verify", "a", "--replay", "8", "--json")
      #expect(verify.status == 0, "\(verify.stdout)")
      let resume = try shell.run("resume", "a", "--quiet", "--generations", "9")
      #expect(resume.status == 0)
      #expect(
        resume.stderr.contains("that OpenBLAS takes for Prescott") || resume.stderr.isEmpty,
        "\(resume.stderr)")
    }
  #endif
}
