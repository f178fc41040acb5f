import EvoWords
import EvoYAML
@preconcurrency import Glibc

/// The program of one environment of one's own: `train`, `resume`, `eval`, `verify`, `render` and
/// `check`, as `evo-rl` has them.
///
///     EnvironmentProgram(lift).run()
public struct EnvironmentProgram {
  let environment: EnvironmentCatalog.Entry
  /// The settings that `train` begins with; `--set` changes them.
  let configuration: TrainingConfiguration
  /// How the program is called in what it says.
  let name: String

  /// - Parameters:
  ///   - environment: what the program is for.
  ///   - configuration: how it is trained; its `env` becomes the environment's name.
  ///   - name: how the program is started, for what it says about itself.
  public init(
    _ environment: EnvironmentCatalog.Entry, configuration: TrainingConfiguration? = nil,
    name: String? = nil
  ) {
    self.environment = environment
    var configuration = configuration ?? TrainingConfiguration(env: environment.spec.name)
    configuration.env = environment.spec.name
    self.configuration = configuration
    self.name = name ?? environment.spec.name
  }

  /// Does what the arguments of the process ask for, and ends it with its status: 0, 1 when something
  /// went wrong, 64 for arguments that are wrong.
  public func run() -> Never {
    do {
      exit(try run(Array(CommandLine.arguments.dropFirst())) ? EXIT_SUCCESS : EXIT_FAILURE)
    } catch {
      fputs("Error: \(error)\n", stderr)
      exit(Self.isTyped(error) ? EX_USAGE : EXIT_FAILURE)
    }
  }

  /// Whether the mistake is in the arguments.
  private static func isTyped(_ error: any Error) -> Bool {
    if let error = error as? ConfigurationError, case .override = error.place { return true }
    return error is ArgumentMistake
  }

  /// - Returns: whether nothing was found wrong.
  func run(_ words: [String]) throws -> Bool {
    guard let command = words.first, !["--help", "-h", "help"].contains(command) else {
      print(help)
      return !words.isEmpty
    }
    let rest = Array(words.dropFirst())
    if rest.contains("--help") || rest.contains("-h") {
      print(help)
      return true
    }
    switch command {
    case "train": try train(rest)
    case "resume": try resume(rest)
    case "eval": try evaluate(rest)
    case "verify": return try verify(rest)
    case "render": try render(rest)
    case "check": return try check(rest)
    default:
      let known = ["train", "resume", "eval", "verify", "render", "check"]
      throw ArgumentMistake(
        "unknown command '\(abridged(command))'; "
          + (nearestName(to: command, in: known).map { "did you mean '\($0)'? " } ?? "")
          + "'\(name) --help' shows all")
    }
    return true
  }

  private var help: String {
    """
    \(environment.spec.summary)

      \(name) train [--out FOLDER] [--seed N] [--generations N] [--workers N] [--set KEY=VALUE]...
      \(name) resume RUN [--generations N] [--workers N]
      \(name) eval RUN [--episodes N] [--seed N] [--workers N]
      \(name) verify RUN [--replay N]
      \(name) render RUN --video FILE [--seed N]     .webp, .gif, .png or .mp4
      \(name) check [--picture FILE.png]

    train goes on to --generations, or ends when the task is solved or by the limits of the configuration;
    its folder is runs/\(environment.spec.name) by default. RUN is that folder, or a policy's file.
    """
  }
}

/// What is wrong with the arguments of the program.
struct ArgumentMistake: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}

/// The words behind a command: options with one value each, and what they are about.
struct ProgramWords {
  private(set) var subjects: [String] = []
  private var values: [String: [String]] = [:]

  /// - Parameters:
  ///   - options: those that the command has.
  ///   - subjects: what it is about, such as `RUN`; all are needed.
  init(_ words: [String], options: [String], subjects names: [String] = []) throws {
    var rest = words[...]
    while let word = rest.popFirst() {
      guard word.hasPrefix("--") else {
        subjects.append(word)
        continue
      }
      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let option = String(parts[0].dropFirst(2))
      guard options.contains(option) else {
        let nearest = nearestName(to: option, in: options)
        throw ArgumentMistake(
          "unknown option '\(abridged(String(parts[0])))'"
            + (nearest.map { "; did you mean '--\($0)'?" } ?? ""))
      }
      guard let value = parts.count > 1 ? String(parts[1]) : rest.popFirst() else {
        throw ArgumentMistake("--\(option): a value is missing")
      }
      values[option, default: []].append(value)
    }
    if subjects.count < names.count {
      throw ArgumentMistake("\(names[subjects.count]) is missing")
    }
    if subjects.count > names.count {
      throw ArgumentMistake(
        "'\(abridged(subjects[names.count]))' is one word too many")
    }
  }

  func all(_ option: String) -> [String] { values[option] ?? [] }

  func text(_ option: String) -> String? { values[option]?.last }

  func seed() throws -> UInt64? {
    try text("seed").map { text in
      guard let number = UInt64(text) else {
        throw ArgumentMistake(
          "--seed '\(abridged(text))': expected a whole number that is not negative")
      }
      return number
    }
  }

  func count(_ option: String, upTo limit: Int = 1_000_000_000) throws -> Int? {
    try text(option).map { text in
      guard let number = Int(text), (1...limit).contains(number) else {
        throw ArgumentMistake(
          "--\(option) '\(abridged(text))': expected a whole number from 1 to \(limit)")
      }
      return number
    }
  }

  func workers() throws -> ThreadWorkers {
    ThreadWorkers(count: try count("workers", upTo: 1024) ?? ThreadWorkers.coreCount)
  }
}
