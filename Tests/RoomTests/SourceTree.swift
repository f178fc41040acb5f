import EvoTestSupport
import Foundation

/// The Swift files under `Sources`, by target and folder, with the types that each declares and uses.
struct SourceTree {
  struct File {
    var target: String
    /// The folder within the target; empty at its top.
    var folder: String
    var name: String
    /// Types declared at the top level.
    var types: Set<String>
    /// Every word of the code that begins with a capital letter, without comments and texts.
    var words: Set<String>
  }

  let files: [File]

  var targets: [String] { Set(files.map(\.target)).sorted() }

  func folders(of target: String) -> [String] {
    Set(files.filter { $0.target == target }.map(\.folder)).sorted()
  }

  init() throws {
    let sources = Repository.path + "/Sources"
    var files: [File] = []
    for path in try FileManager.default.subpathsOfDirectory(atPath: sources).sorted()
    where path.hasSuffix(".swift") {
      let parts = path.split(separator: "/").map(String.init)
      let text = try String(contentsOfFile: "\(sources)/\(path)", encoding: .utf8)
      let code = Self.code(of: text)
      files.append(
        File(
          target: parts[0], folder: parts[1..<(parts.count - 1)].joined(separator: "/"),
          name: parts[parts.count - 1], types: Self.types(in: code), words: Self.words(of: code)))
    }
    self.files = files
  }

  /// The arrows between the folders of a target: who uses a type of whom, and which.
  func arrows(in target: String) -> [Arrow: Set<String>] {
    let own = files.filter { $0.target == target }
    var home: [String: String] = [:]
    for file in own { for type in file.types { home[type] = file.folder } }
    var arrows: [Arrow: Set<String>] = [:]
    for file in own {
      for word in file.words {
        guard let folder = home[word], folder != file.folder else { continue }
        arrows[Arrow(from: file.folder, to: folder), default: []].insert("\(file.name): \(word)")
      }
    }
    return arrows
  }

  struct Arrow: Hashable {
    var from: String
    var to: String
  }

  /// The lines without comments and without what stands between quotation marks.
  private static func code(of text: String) -> [Substring] {
    text.split(separator: "\n").map { line in
      var code = ""
      var isQuoted = false
      var previous: Character = " "
      for character in line {
        if character == "\"", previous != "\\" { isQuoted.toggle() }
        if !isQuoted, character == "/", previous == "/" { break }
        code.append(isQuoted ? " " : character)
        previous = character
      }
      return Substring(code)
    }
  }

  /// What follows the keyword of a declaration that begins a line.
  private static func types(in code: [Substring]) -> Set<String> {
    let keywords: Set<Substring> = ["struct", "class", "enum", "protocol", "actor", "typealias"]
    var types: Set<String> = []
    for line in code where line.first?.isLetter == true {
      let words = line.split { !$0.isLetter && !$0.isNumber && $0 != "_" }
      guard let keyword = words.firstIndex(where: keywords.contains), keyword < 4,
        keyword + 1 < words.count, words[0] != "extension"
      else { continue }
      types.insert(String(words[keyword + 1]))
    }
    return types
  }

  private static func words(of code: [Substring]) -> Set<String> {
    var words: Set<String> = []
    for line in code {
      for word in line.split(whereSeparator: { !$0.isLetter && !$0.isNumber && $0 != "_" })
      where word.first?.isUppercase == true {
        words.insert(String(word))
      }
    }
    return words
  }
}
