import Foundation
import Testing

/// A document with the commands in its blocks marked `sh`.
struct Document: CustomTestStringConvertible, Sendable {
  let name: String
  let commands: [String]

  var testDescription: String { name }

  /// README.md and everything in docs that has such commands.
  static let all: [Document] = {
    let docs = (try? FileManager.default.contentsOfDirectory(atPath: "\(Shell.repository)/docs"))
    return (["README.md"] + (docs ?? []).sorted().map { "docs/\($0)" })
      .filter { $0.hasSuffix(".md") }
      .compactMap { name in
        let text = try? String(contentsOfFile: "\(Shell.repository)/\(name)", encoding: .utf8)
        let commands = commands(in: text ?? "")
        return commands.isEmpty ? nil : Document(name: name, commands: commands)
      }
  }()

  /// The lines that start evo-rl, and those by which printf writes a file for it, with continued lines
  /// in one and without comments.
  static func commands(in text: String) -> [String] {
    var commands: [String] = []
    var isShell = false
    var isContinued = false
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("```") {
        isShell = line == "```sh"
        isContinued = false
      } else if isShell {
        var words = line.prefix(upTo: line.firstRange(of: " #")?.lowerBound ?? line.endIndex)
        let goesOn = words.hasSuffix("\\")
        if goesOn { words.removeLast() }
        if isContinued {
          commands[commands.count - 1] += words
        } else if ["./evo-rl ", "evo-rl ", "printf "].contains(where: words.hasPrefix) {
          commands.append(String(words.drop { "./".contains($0) }))
        }
        isContinued = goesOn && !commands.isEmpty
      }
    }
    return commands.map { $0.trimmingCharacters(in: .whitespaces) }.filter(isRunnable)
  }

  /// Not what the wrapper script does itself, what takes long, or what has a placeholder.
  private static func isRunnable(_ command: String) -> Bool {
    let words = command.split(separator: " ")
    return words.count > 1 && !["test", "install", "bench"].contains(words[1])
      && !command.contains("…") && !command.contains("<")
      && !words.contains { $0.count > 1 && $0.allSatisfy { $0.isUppercase && $0.isLetter } }
  }
}

@Suite("Documented commands")
struct DocumentedCommandTests {
  @Test("the commands of a document work, one after the other", arguments: Document.all)
  func work(document: Document) throws {
    let shell = try Shell()
    for command in document.commands {
      // Long trainings are cut short; what is tested is that the words are understood.
      let limit = command.hasPrefix("evo-rl train ") ? " --set stop.seconds=2" : ""
      let result = try shell.bash(command + limit)
      #expect(result.status == 0, "\(command): \(result.stderr)")
    }
  }

  @Test("the README has some, and the extractor finds them")
  func extractor() {
    #expect(Document.all.first?.name == "README.md")
    let text = """
      ```sh
      ./evo-rl train cartpole   # trains
      apt-get install x
      ./evo-rl test
      evo-rl eval \\
        runs/latest --seed 7
      evo-rl resume runs/…
      evo-rl train CONFIG
      ```
      ```text
      evo-rl list envs
      ```
      """
    #expect(
      Document.commands(in: text)
        == ["evo-rl train cartpole", "evo-rl eval   runs/latest --seed 7"])
  }
}
