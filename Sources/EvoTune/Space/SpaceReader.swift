import EvoWords
import EvoYAML

/// Reads the `space` of a search: a mapping of keys to their values.
struct SpaceReader {
  /// The value that a search begins with, as text; nil where nobody says.
  let firstGuess: (_ key: String) -> String?

  private var parameters: [Parameter] = []

  init(firstGuess: @escaping (String) -> String?) { self.firstGuess = firstGuess }

  static func read(
    _ node: YAMLNode, firstGuess: @escaping (String) -> String?
  ) throws(SearchError) -> SearchSpace {
    guard case .mapping(let entries) = node.content, !entries.isEmpty else {
      throw SearchError(
        node.place, "space",
        "found \(node.found), expected keys with their values, such as "
          + "'strategy.sigma: {log: [0.01, 1]}'")
    }
    var reader = SpaceReader(firstGuess: firstGuess)
    for entry in entries {
      try reader.add(entry.key ?? "", entry.value, listed: entries.compactMap(\.key))
    }
    return SearchSpace(reader.parameters)
  }

  private static let kinds = ["float", "log", "int", "choice", "bool", "layers"]
  private static let forms =
    "{float: [low, high]}, {log: [low, high]}, {int: [low, high]}, {choice: [...]}, bool or "
    + "{layers: [fewest, most], widths: [low, high]}"

  private mutating func add(_ key: String, _ node: YAMLNode, listed: [String]) throws(SearchError) {
    if case .scalar("bool", isQuoted: false) = node.content {
      return append(key, .choice(["true", "false"]), nil, nil)
    }
    guard case .mapping(let entries) = node.content else {
      throw SearchError(node.place, key, "found \(node.found), expected \(Self.forms)")
    }
    let kind = try kind(of: key, entries, node.place)
    let companions =
      switch kind {
      case "int": ["step", "scale", "when", "first"]
      case "layers": ["widths", "when"]
      default: ["when", "first"]
      }
    for entry in entries {
      guard let name = entry.key, name != kind, !companions.contains(name) else { continue }
      throw SearchError(
        entry.place, "\(key).\(name)",
        "unknown key; "
          + (nearestName(to: name, in: companions).map { "did you mean '\($0)'?" }
            ?? "expected one of \(([kind] + companions).joined(separator: ", "))"))
    }
    func entry(_ name: String) -> YAMLNode? { entries.first { $0.key == name }?.value }
    let condition = try entry("when").map { node throws(SearchError) in
      try self.condition(key, node, listed: listed)
    }
    guard let value = entry(kind) else { return }
    if kind == "layers" {
      return try addLayers(key, value, widths: entry("widths"), condition)
    }
    let domain = try domain(key, kind, value, step: entry("step"), scale: entry("scale"))
    append(
      key, domain, condition,
      try entry("first").map { node throws(SearchError) in
        guard let text = node.plainText, let value = domain.value(of: text),
          domain.isUnordered || domain.text(value) == text || Double(text) == value
        else {
          throw SearchError(node.place, "\(key).first", "\(node.found) is none of its values")
        }
        return value
      })
  }

  private func kind(
    of key: String, _ entries: [YAMLNode.Entry], _ place: YAMLPlace
  ) throws(SearchError) -> String {
    let found = entries.compactMap(\.key).filter(Self.kinds.contains)
    if found.count == 1 { return found[0] }
    if found.isEmpty, let name = entries.first?.key,
      let near = nearestName(to: name, in: Self.kinds)
    {
      throw SearchError(place, "\(key).\(name)", "unknown kind; did you mean '\(near)'?")
    }
    throw SearchError(
      place, key,
      found.isEmpty
        ? "says no kind; expected \(Self.forms)"
        : "says \(found.joined(separator: " and ")); keep one of them")
  }

  private mutating func append(
    _ key: String, _ domain: Domain, _ condition: Parameter.Condition?, _ first: Double?
  ) {
    let guess = first ?? firstGuess(key).flatMap { domain.value(of: $0) }
    parameters.append(Parameter(key, domain, when: condition, first: guess))
  }

  // MARK: Values

  private func domain(
    _ key: String, _ kind: String, _ node: YAMLNode, step: YAMLNode?, scale: YAMLNode?
  ) throws(SearchError) -> Domain {
    switch kind {
    case "float", "log":
      let (low, high) = try ends(key, node)
      if kind == "log", low <= 0 {
        throw SearchError(
          node.place, key, "a log range begins above 0, found \(text(low)); raise it, or use float")
      }
      return .real(low: low, high: high, isLog: kind == "log")
    case "int":
      let isLog = try isLog(key, scale)
      let size = try wholeStep(key, step)
      let (low, high) = try wholeEnds(key, node)
      if isLog, 2 * low <= size {
        throw SearchError(
          node.place, key,
          "a log range begins above half its step, found \(low); raise it, or leave out scale")
      }
      return .whole(low: low, high: low + (high - low) / size * size, step: size, isLog: isLog)
    case "bool": return .choice(["true", "false"])
    default:
      guard case .sequence(let nodes) = node.content, nodes.count >= 2 else {
        throw SearchError(
          node.place, key, "found \(node.found), expected a list of two or more values")
      }
      let texts = nodes.map(\.flowText)
      if let twice = texts.first(where: { text in texts.count { $0 == text } > 1 }) {
        throw SearchError(node.place, key, "'\(abridged(twice))' is there twice; keep one")
      }
      return .choice(texts)
    }
  }

  private func isLog(_ key: String, _ node: YAMLNode?) throws(SearchError) -> Bool {
    guard let node else { return false }
    guard let text = node.plainText, ["linear", "log"].contains(text) else {
      throw SearchError(node.place, "\(key).scale", "found \(node.found), expected linear or log")
    }
    return text == "log"
  }

  private func wholeStep(_ key: String, _ node: YAMLNode?) throws(SearchError) -> Int {
    guard let node else { return 1 }
    guard let size = node.plainText.flatMap({ Int($0) }), size > 0 else {
      throw SearchError(
        node.place, "\(key).step", "found \(node.found), expected a whole number from 1 on")
    }
    return size
  }

  private func ends(_ key: String, _ node: YAMLNode) throws(SearchError) -> (Double, Double) {
    guard case .sequence(let nodes) = node.content, nodes.count == 2 else {
      throw SearchError(node.place, key, "found \(node.found), expected two numbers, [low, high]")
    }
    let numbers = nodes.compactMap { $0.plainText.flatMap { Double($0) } }.filter(\.isFinite)
    guard numbers.count == 2 else {
      throw SearchError(node.place, key, "found \(node.found), expected two numbers, [low, high]")
    }
    guard numbers[0] < numbers[1] else {
      throw SearchError(
        node.place, key,
        numbers[0] == numbers[1]
          ? "the range is empty: both ends are \(text(numbers[0])); leave the key out of the space, "
            + "or widen it"
          : "the range is reversed; write [\(text(numbers[1])), \(text(numbers[0]))]")
    }
    return (numbers[0], numbers[1])
  }

  private func wholeEnds(_ key: String, _ node: YAMLNode) throws(SearchError) -> (Int, Int) {
    let (low, high) = try ends(key, node)
    guard let first = Int(exactly: low), let last = Int(exactly: high), abs(low) < 1e15,
      abs(high) < 1e15
    else {
      throw SearchError(node.place, key, "found \(node.found), expected two whole numbers")
    }
    return (first, last)
  }

  private func text(_ value: Double) -> String { NumberText.significant(value, 12) }

  // MARK: Lists of layers

  private mutating func addLayers(
    _ key: String, _ node: YAMLNode, widths: YAMLNode?, _ condition: Parameter.Condition?
  ) throws(SearchError) {
    let (fewest, most) = try wholeEnds(key, node)
    guard fewest >= 0, most <= 16 else {
      throw SearchError(node.place, key, "found \(node.found), expected 0 to 16 layers")
    }
    guard let widths else {
      throw SearchError(node.place, key, "says no widths; add widths: [low, high]")
    }
    let (low, high) = try wholeEnds("\(key).widths", widths)
    guard low >= 1 else {
      throw SearchError(widths.place, "\(key).widths", "a layer has 1 unit or more, found \(low)")
    }
    let list = firstGuess(key).map { text in
      text.split { "[], ".contains($0) }.compactMap { Double($0) }
    }
    let width = Domain.whole(low: low, high: high, step: 1, isLog: true)
    let depth = parameters.count
    let depths = Domain.whole(low: fewest, high: most, step: 1, isLog: false)
    parameters.append(
      Parameter(
        "\(key).depth", role: .depth(key), depths, when: condition,
        first: list.map { depths.value(at: depths.place(of: Double($0.count))) }))
    for index in 0..<most {
      let guess = list.flatMap { index < $0.count ? $0[index] : $0.last }
      parameters.append(
        Parameter(
          "\(key).\(index + 1)", role: .width(key, index), width,
          when: Parameter.Condition(
            parameter: depth, values: Set((index + 1...most).map { Double($0) })),
          first: guess.flatMap { width.value(of: "\($0)") }))
    }
  }

  // MARK: Conditions

  private func condition(
    _ key: String, _ node: YAMLNode, listed: [String]
  ) throws(SearchError) -> Parameter.Condition {
    guard case .mapping(let entries) = node.content, entries.count == 1,
      let name = entries[0].key
    else {
      throw SearchError(
        node.place, "\(key).when",
        "found \(node.found), expected one key with its value, such as {strategy.name: cma-es}")
    }
    let value = entries[0].value
    guard
      let index = parameters.firstIndex(where: { $0.name == name || $0.name == name + ".name" })
    else {
      let near = nearestName(to: name, in: listed.filter { $0 != key })
      throw SearchError(
        node.place, "\(key).when",
        listed.contains(name) && name != key
          ? "'\(abridged(name))' comes later; write it before \(key)"
          : "'\(abridged(name))' is not searched, so the condition would always or never hold; "
            + (near.map { "did you mean '\($0)'?" } ?? "name a key of the space"))
    }
    let nodes = if case .sequence(let nodes) = value.content { nodes } else { [value] }
    let domain = parameters[index].domain
    var values: Set<Double> = []
    for node in nodes {
      let text = node.flowText
      guard let found = domain.value(of: text),
        domain.isUnordered || Double(text) == found
      else {
        throw SearchError(
          node.place, "\(key).when",
          "\(node.found) is none of the values of \(parameters[index].name)")
      }
      values.insert(found)
    }
    return Parameter.Condition(parameter: index, values: values)
  }
}

extension YAMLNode {
  /// The text of an unquoted scalar that is not nothing.
  var plainText: String? {
    guard !isNull, case .scalar(let text, isQuoted: false) = content else { return nil }
    return text
  }

  /// The value as it is typed behind `--set key=`.
  var flowText: String {
    switch content {
    case .scalar(let text, let isQuoted):
      return isQuoted ? JSONObject.quoted(text) : text
    case .sequence(let nodes): return "[" + nodes.map(\.flowText).joined(separator: ",") + "]"
    case .mapping(let entries):
      let parts = entries.map { "\($0.key ?? ""): \($0.value.flowText)" }
      return "{" + parts.joined(separator: ", ") + "}"
    }
  }
}
