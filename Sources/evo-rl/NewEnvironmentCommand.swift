import ArgumentParser
import EvoFiles
import EvoTrain
import EvoWords

struct NewEnvironmentCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "environment",
    abstract: "Write a Swift package with an environment of your own, its test and its program.",
    discussion: """
      The environment in it can be trained at once, by 'swift run'. The package takes evo-rl from the \
      checkout that this program was built in; installed elsewhere, it asks for --source.
      """)

  @Argument(help: "Its name: lower-case letters, digits and '-'.")
  var name: String

  @Option(
    help: ArgumentHelp("The package's folder; NAME if left out.", valueName: "folder"),
    completion: .directory)
  var out: String?

  @Option(
    help: ArgumentHelp(
      "Where the package takes evo-rl from: the folder or the URL of its sources.",
      valueName: "folder | url"))
  var source: String?

  @OptionGroup var report: ReportOptions

  func validate() throws {
    let isWord = name.utf8.allSatisfy {
      (97...122).contains($0) || (48...57).contains($0) || $0 == 45
    }
    guard isWord, name.utf8.first.map({ (97...122).contains($0) }) == true else {
      throw ValidationError(
        "'\(abridged(name))': expected a name of lower-case letters, digits and '-' that begins with a "
          + "letter, such as 'my-env'")
    }
    guard name != "evo-rl", !EnvironmentLibrary().names.contains(name) else {
      throw ValidationError("'\(name)' is taken already; choose another name, such as 'my-\(name)'")
    }
  }

  func run() throws {
    let path = out ?? name
    guard Whereabouts.realPath(path) == nil else {
      throw ValidationError(
        "\(path) is there already, and is not replaced; name another folder with --out")
    }
    let (dependency, place) = try origin()
    let template = EnvironmentTemplate(name: name, dependency: dependency)
    // The folder that it lies in is not made: a name that is mistyped would make one.
    let full = Whereabouts.absolute(path)
    let parent = String(full[..<(full.lastIndex(of: "/") ?? full.endIndex)])
    guard parent.isEmpty || Whereabouts.realPath(parent) != nil else {
      throw FolderMissing(path: path, parent: parent)
    }
    for (file, text) in template.files {
      let parts = "\(path)/\(file)".split(separator: "/", omittingEmptySubsequences: false)
      try FileSystem.posix.createFolders(parts.dropLast().joined(separator: "/"))
      try AtomicFile.write(Array(text.utf8), to: "\(path)/\(file)")
    }
    var json = JSONObject()
    json.add("name", name)
    json.add("out", path)
    json.add("source", place)
    report.show(
      json: json.text,
      text: """
        \(path): a package to start from, whose environment is in Sources/Program/\(template.type).swift;
        it takes evo-rl from \(place)
          cd \(path)
          swift test
          swift run -c release \(name) train
          swift run -c release \(name) eval runs/\(name)
          swift run -c release \(name) render runs/\(name) --video \(name).webp
        """)
  }

  /// How the package names evo-rl, and where that is.
  private func origin() throws -> (dependency: String, place: String) {
    func quoted(_ text: String) -> String {
      let escaped = text.map { "\\\"".contains($0) ? "\\\($0)" : "\($0)" }.joined()
      return "\"\(escaped)\""
    }
    if let source, source.contains("://") || source.hasPrefix("git@") {
      guard !source.contains(where: \.isNewline) else {
        throw ValidationError("--source: an address has one line")
      }
      return ("url: \(quoted(source)), branch: \"main\"", source)
    }
    if let source {
      guard let path = Whereabouts.realPath(source), Self.holdsSources(path) else {
        throw ValidationError(
          "--source \(source): there are no sources of evo-rl; give the folder of a checkout or a URL"
        )
      }
      return ("name: \"evo-rl\", path: \(quoted(path))", path)
    }
    var folder = Whereabouts.executable ?? ""
    while let slash = folder.lastIndex(of: "/") {
      folder = String(folder[..<slash])
      if !folder.isEmpty, Self.holdsSources(folder) {
        return ("name: \"evo-rl\", path: \(quoted(folder))", folder)
      }
    }
    throw ValidationError(
      "this program is not in a checkout of evo-rl, so the package needs to be told where to take it from: "
        + "--source FOLDER or --source URL")
  }

  private static func holdsSources(_ folder: String) -> Bool {
    Whereabouts.realPath("\(folder)/Sources/EvoRL/EvoRL.swift") != nil
      && Whereabouts.realPath("\(folder)/Package.swift") != nil
  }
}

/// The folder in which another one should be made is not there.
private struct FolderMissing: Error, CustomStringConvertible {
  let path: String
  let parent: String

  var description: String { "\(path): the folder \(parent) is not there; make it first" }
}
