import EvoOptimize
import EvoWords
import EvoYAML

/// What is searched for another program: a space whose names stand for the values that it is given.
public struct ProgramSpace: Sendable {
  public let space: SearchSpace
  /// One per value that the program is given; the layers of a list are one value.
  public let names: [String]
  /// Of every parameter that is a choice: what stands for each of its values.
  private let choices: [[ProgramValue]]

  /// Reads a space from a file: a mapping of names to their values.
  ///
  /// - Parameter isShell: whether the values come into the line of a shell.
  public static func load(path: String, isShell: Bool) throws(SearchError) -> ProgramSpace {
    let root: YAMLNode?
    do throws(YAMLError) {
      root = try YAMLNode(
        yaml: try YAMLFile.bytes(of: path), of: "space", place: { .file(path, line: $0) })
    } catch { throw SearchError(error) }
    guard let root, case .mapping(let entries) = root.content else {
      throw SearchError(
        .file(path, line: nil), "",
        "expected names with their values, such as 'rate: {log: [0.01, 1]}'")
    }
    for entry in entries {
      let name = entry.key ?? ""
      guard name.wholeMatch(of: /[A-Za-z_][A-Za-z_0-9]*/) != nil else {
        throw SearchError(entry.place, name, "no name; use letters, digits and underscores")
      }
    }
    let space = try SpaceReader.read(root) { _ in nil }
    return try ProgramSpace(space, isShell: isShell) { name in
      root.place(of: [name]) ?? root.place
    }
  }

  /// - Parameter place: where a name stands.
  private init(
    _ space: SearchSpace, isShell: Bool, place: (String) -> YAMLPlace
  ) throws(SearchError) {
    self.space = space
    var names: [String] = []
    var choices: [[ProgramValue]] = []
    for parameter in space.parameters {
      switch parameter.role {
      case .key(let key), .depth(let key): names.append(key)
      case .width: break
      }
      var values: [ProgramValue] = []
      if case .choice(let texts) = parameter.domain {
        for text in texts {
          let node: YAMLNode
          do throws(YAMLError) {
            node = try YAMLNode(argument: text, place: place(parameter.name))
          } catch { throw SearchError(error) }
          let word = node.shellWord
          if word == nil, isShell {
            throw SearchError(
              node.place, parameter.name,
              "\(node.found) is no plain word for a command; use letters, digits and _.,:/@%+=-, or a "
                + "--worker")
          }
          values.append(.choice(word: word ?? "", json: node.json))
        }
      }
      choices.append(values)
    }
    self.names = names
    self.choices = choices
  }

  /// The values that a program is given, one for each name.
  public func point(_ assignment: Assignment) -> ProgramPoint {
    var point: ProgramPoint = []
    var lists: [String: [Int]] = [:]
    for (index, parameter) in space.parameters.enumerated() {
      if case .width(let key, _) = parameter.role {
        if let value = assignment[index] { lists[key]?.append(Int(value)) }
        continue
      }
      if case .depth(let key) = parameter.role, assignment[index] != nil { lists[key] = [] }
      point.append(
        assignment[index].map { value in
          switch parameter.domain {
          case .real: .number(value)
          case .whole: .whole(Int(value))
          case .choice: choices[index][Int(value)]
          }
        })
    }
    return zip(names, point).map { name, value in lists[name].map(ProgramValue.list) ?? value }
  }

  /// The values by name, as JSON; those that do not count are left out.
  public func json(_ assignment: Assignment) -> JSONObject {
    var json = JSONObject()
    for (name, value) in zip(names, point(assignment)) {
      if let value { json.add(name, json: value.json) }
    }
    return json
  }
}

extension YAMLNode {
  /// As a shell reads it without quotes; nil where it would make something else of it.
  fileprivate var shellWord: String? {
    guard case .scalar(let text, _) = content,
      text.wholeMatch(of: /[A-Za-z0-9_.,:\/@%+=-]+/) != nil
    else { return nil }
    return text
  }

  /// As JSON: numbers, true, false and null as they are, all other words as texts.
  fileprivate var json: String {
    switch content {
    case .scalar(let text, let isQuoted):
      let isPlain =
        isNull || text == "true" || text == "false"
        || text.wholeMatch(of: /-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?/) != nil
      if isQuoted || !isPlain { return JSONObject.quoted(text) }
      return isNull ? "null" : text
    case .sequence(let nodes): return "[" + nodes.map(\.json).joined(separator: ",") + "]"
    case .mapping(let entries):
      var object = JSONObject()
      for entry in entries { object.add(entry.key ?? "", json: entry.value.json) }
      return object.text
    }
  }
}
