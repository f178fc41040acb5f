import ArgumentParser
import EvoTrain
import EvoWords

extension ListCommand {
  struct Keys: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "config-keys", abstract: "The keys of a configuration, with their defaults.")

    @Argument(help: "Only the keys of a section, or with this in their name.")
    var filter: String?

    @Flag(help: "As the page docs/configuration.md.")
    var markdown = false

    @OptionGroup var list: ListOptions

    func validate() throws {
      if markdown, list.json || list.names {
        throw ValidationError("--markdown goes with neither --json nor --names; choose one")
      }
    }

    func run() throws {
      let keys = try chosen()
      if markdown {
        print(KeyPage.text(keys), terminator: "")
      } else if list.json || list.names {
        list.show([], keys.map { ListOptions.Row([$0.path], $0.json) })
      } else {
        print(keys.map(Self.block).joined(separator: "\n\n"))
      }
    }

    private func chosen() throws -> [ConfigurationKey] {
      let all = TrainingConfiguration.keys
      guard let filter else { return all }
      let section = all.filter { $0.path == filter || $0.path.hasPrefix(filter + ".") }
      let keys = section.isEmpty ? all.filter { $0.path.contains(filter) } : section
      guard keys.isEmpty else { return keys }
      let words = Set(all.flatMap { $0.path.split(separator: ".").map(String.init) }).sorted()
      let hint =
        nearestName(to: filter, in: words).map { "did you mean '\($0)'?" }
        ?? "'evo-rl list config-keys' shows all"
      throw NoSuchKey(filter: filter, hint: hint)
    }

    /// A key as it stands in a file, and what is to be known of it.
    private static func block(_ key: ConfigurationKey) -> String {
      let sentences = [key.summary, "expected: \(key.expected)"] + key.condition
      return
        (["\(key.path): \(key.defaultValue ?? "(no default)")"]
        + sentences.flatMap {
          LineFitting.wrapped($0, width: Terminal.width, indentation: "    ")
        }).joined(separator: "\n")
    }
  }
}

/// No key has what was asked for in its name.
private struct NoSuchKey: Error, CustomStringConvertible {
  let filter: String
  let hint: String

  var description: String { "no key has '\(abridged(filter))' in its name; \(hint)" }
}

extension ConfigurationKey {
  fileprivate var json: JSONObject {
    var json = JSONObject()
    json.add("key", path)
    if let defaultValue { json.add("default", defaultValue) }
    json.add("expected", expected)
    json.add("summary", summary)
    json.add("owners", owners)
    return json
  }

  /// What it goes with; empty when it always applies.
  fileprivate var condition: [String] {
    owners.isEmpty ? [] : ["only with \(owners.joined(separator: ", "))"]
  }
}

/// The page docs/configuration.md.
private enum KeyPage {
  static func text(_ keys: [ConfigurationKey]) -> String {
    var text = """
      # Configuration

      Every key of a configuration, written by `evo-rl list config-keys --markdown`. At the terminal, \
      `evo-rl list config-keys strategy` shows those of a section, and `evo-rl list config cartpole` a \
      whole file.

      A key stands in a section of the YAML file (`strategy:` and below it `rank: 1`), or is set for \
      one run: `--set strategy.rank=1`. What is left out has its default.

      """
    var section: Substring?
    for key in keys {
      let (first, rest) = (key.path.prefix { $0 != "." }, key.path.contains("."))
      let heading: Substring = rest || keys.contains { $0.path.hasPrefix(first + ".") } ? first : ""
      if heading != section {
        text += "\n## \(heading.isEmpty ? "Keys without a section" : "\(heading)")\n\n"
        text += "| key | default | meaning |\n|---|---|---|\n"
        section = heading
      }
      let sentences = [key.summary, "expected: \(key.expected)"] + key.condition
      let value = key.defaultValue.map { "`\($0)`" } ?? "–"
      text += "| `\(key.path)` | \(value) | \(sentences.joined(separator: "; ")) |\n"
    }
    return text
  }
}
