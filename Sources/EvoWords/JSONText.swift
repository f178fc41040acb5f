/// One JSON object as text, its members in the order in which they were added.
public struct JSONObject: Sendable {
  private var members: [String] = []

  public init() {}

  public var text: String { "{" + members.joined(separator: ",") + "}" }

  public mutating func add(_ key: String, _ value: Int) { append(key, "\(value)") }
  public mutating func add(_ key: String, _ value: UInt64) { append(key, "\(value)") }
  public mutating func add(_ key: String, _ value: Bool) { append(key, value ? "true" : "false") }
  public mutating func add(_ key: String, _ value: String) { append(key, Self.quoted(value)) }
  public mutating func add(_ key: String, _ value: JSONObject) { append(key, value.text) }
  public mutating func add(_ key: String, _ value: Double?) { append(key, Self.number(value)) }
  public mutating func add(_ key: String, _ values: [Int]) {
    append(key, "[" + values.map(String.init).joined(separator: ",") + "]")
  }
  public mutating func add(_ key: String, _ values: [Float]) {
    append(key, "[" + values.map { Self.number(Double($0)) }.joined(separator: ",") + "]")
  }
  public mutating func add(_ key: String, _ values: [Double]) {
    append(key, "[" + values.map { Self.number($0) }.joined(separator: ",") + "]")
  }
  public mutating func add(_ key: String, _ rows: [[Int]]) {
    let texts = rows.map { "[" + $0.map(String.init).joined(separator: ",") + "]" }
    append(key, "[" + texts.joined(separator: ",") + "]")
  }
  public mutating func add(_ key: String, _ values: [String]) {
    append(key, "[" + values.map(Self.quoted).joined(separator: ",") + "]")
  }
  public mutating func add(_ key: String, _ values: [JSONObject]) {
    append(key, "[" + values.map(\.text).joined(separator: ",") + "]")
  }

  /// - Parameter json: a value, as JSON writes it.
  package mutating func add(_ key: String, json: String) { append(key, json) }

  private mutating func append(_ key: String, _ value: String) {
    members.append(Self.quoted(key) + ":" + value)
  }

  /// JSON has neither NaN nor infinity: both are null.
  package static func number(_ value: Double?) -> String {
    guard let value, value.isFinite else { return "null" }
    if value == value.rounded(), abs(value) < 1e15 { return "\(Int(value))" }
    return "\(value)"
  }

  /// A text as JSON writes it, which is also a scalar of YAML.
  package static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case _ where scalar.value < 0x20:
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
