/// One number of a search: its name, its values, and when it counts.
public struct Parameter: Sendable, Equatable {
  /// What a value becomes in a configuration.
  public enum Role: Sendable, Equatable {
    /// The value of a key.
    case key(String)
    /// The number of elements of a list.
    case depth(String)
    /// An element of a list, counted from 0.
    case width(String, Int)
  }

  /// A parameter counts where another one, which comes before it, has one of some values.
  public struct Condition: Sendable, Equatable {
    public var parameter: Int
    public var values: Set<Double>

    public init(parameter: Int, values: Set<Double>) {
      self.parameter = parameter
      self.values = values
    }
  }

  public var name: String
  public var role: Role
  public var domain: Domain
  public var condition: Condition?
  /// What the search begins with.
  public var first: Double

  public init(
    _ name: String, role: Role? = nil, _ domain: Domain, when condition: Condition? = nil,
    first: Double? = nil
  ) {
    self.name = name
    self.role = role ?? .key(name)
    self.domain = domain
    self.condition = condition
    self.first = first ?? domain.value(at: 0.5)
  }
}

/// A value for each parameter, nil for those that do not count beside the others.
public typealias Assignment = [Double?]

/// What is searched: parameters, each with its values and its condition.
public struct SearchSpace: Sendable, Equatable {
  public var parameters: [Parameter]

  public init(_ parameters: [Parameter]) { self.parameters = parameters }

  /// What the search begins with.
  public var first: Assignment { assignment(parameters.map(\.first)) }

  /// Leaves out what does not count beside the other values.
  public func assignment(_ values: [Double]) -> Assignment {
    var result: Assignment = []
    for (parameter, value) in zip(parameters, values) {
      let counts = parameter.condition.map { condition in
        result[condition.parameter].map { condition.values.contains($0) } ?? false
      }
      result.append(counts ?? true ? value : nil)
    }
    return result
  }

  /// The values at some places from 0 to 1, one per parameter.
  public func assignment(at places: [Double]) -> Assignment {
    assignment(zip(parameters, places).map { $0.domain.value(at: $1) })
  }

  /// The values as a configuration has them: `strategy.sigma`, `0.05`.
  public func settings(_ assignment: Assignment) -> [(key: String, value: String)] {
    var settings: [(key: String, value: String)] = []
    var lists: [String: [String]] = [:]
    for (parameter, value) in zip(parameters, assignment) {
      guard let value else { continue }
      let text = parameter.domain.text(value)
      switch parameter.role {
      case .key(let key): settings.append((key, text))
      case .depth(let key):
        settings.append((key, ""))
        lists[key] = []
      case .width(let key, _): lists[key]?.append(text)
      }
    }
    return settings.map { key, value in
      (key, lists[key].map { "[" + $0.joined(separator: ",") + "]" } ?? value)
    }
  }
}
