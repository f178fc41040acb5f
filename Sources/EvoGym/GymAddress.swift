/// What names a Gymnasium environment: `gym:LunarLander-v3`, or with what it is made with behind it,
/// `gym:LunarLander-v3 {"gravity": -5.0}`.
public struct GymAddress: Hashable, Sendable, CustomStringConvertible {
  public static let prefix = "gym:"

  /// The name in Gymnasium's registry, perhaps behind the module that registers it:
  /// `my_package:MyEnv-v0`.
  public let id: String
  /// What `gymnasium.make` is given besides, as a JSON object.
  public let arguments: String

  private static let noArguments = "{}"

  /// nil where a name is not of Gymnasium.
  public init?(_ name: String) {
    guard name.hasPrefix(Self.prefix) else { return nil }
    let rest = name.dropFirst(Self.prefix.count)
    let space = rest.firstIndex(of: " ")
    id = String(rest[..<(space ?? rest.endIndex)])
    arguments = space.map { String(rest[rest.index(after: $0)...]) } ?? Self.noArguments
  }

  /// The address of an environment that is made with these arguments.
  ///
  /// - Parameters:
  ///   - name: `gym:` and its name.
  ///   - arguments: a JSON object.
  public static func text(_ name: String, arguments: String) -> String {
    arguments == noArguments ? name : "\(name) \(arguments)"
  }

  public var description: String { Self.text(Self.prefix + id, arguments: arguments) }
}
