import EvoProtobuf
import EvoTrain

/// The messages that TensorBoard's page of hyper-parameters is made of:
/// `tensorboard/plugins/hparams/plugin_data.proto` has the numbers of their fields.
///
/// TensorBoard takes the declaration of one run for all of them, so it is the same in every run: every key
/// that a configuration can have, whether or not this one has it.
enum HyperParameters {
  static let plugin = "hparams"
  static let declarationTag = "_hparams_/experiment"
  static let startTag = "_hparams_/session_start_info"
  static let endTag = "_hparams_/session_end_info"

  /// The page shows five keys and five metrics unless it is asked for others. These are the keys.
  private static let shown: Set = [
    "seed", "strategy.name", "strategy.population", "strategy.sigma", "optimizer.learning_rate",
  ]
  /// What every run has, whatever it learns from.
  private static let metrics = [
    "eval/return_mean", "eval/return_std", "time/env_steps", "time/seconds",
  ]

  /// Which keys and metrics there are.
  static let declaration: ProtobufMessage = {
    var experiment = ProtobufMessage()
    for key in TrainingConfiguration.keys {
      var info = ProtobufMessage()
      info.add(1, key.path)
      info.add(3, key.summary)
      info.add(4, type(of: key).rawValue)
      // Those that are said to differ come first.
      if shown.contains(key.path) { info.add(7, Int64(1)) }
      experiment.add(4, info)
    }
    for tag in metrics {
      var name = ProtobufMessage()
      name.add(2, tag)
      var info = ProtobufMessage()
      info.add(1, name)
      experiment.add(5, info)
    }
    return content(2, experiment)
  }()

  private enum DataType: Int64 {
    case string = 1
    case bool = 2
    case float64 = 3
  }

  private static func type(of key: ConfigurationKey) -> DataType {
    if key.expected.hasPrefix("true or false") { return .bool }
    return key.expected.hasPrefix("a number") || key.expected.hasPrefix("a whole number")
      ? .float64 : .string
  }

  /// Every key of a configuration with its value.
  static func start(_ configuration: TrainingConfiguration, time: Double) -> ProtobufMessage {
    var start = ProtobufMessage()
    for entry in configuration.settings {
      guard let value = value(entry.value) else { continue }
      var pair = ProtobufMessage()
      pair.add(1, entry.key)
      pair.add(2, value)
      start.add(1, pair)
    }
    start.add(5, time)
    return content(3, start)
  }

  static func end(time: Double) -> ProtobufMessage {
    var end = ProtobufMessage()
    // STATUS_SUCCESS
    end.add(1, Int64(1))
    end.add(2, time)
    return content(4, end)
  }

  private static func content(_ field: Int, _ message: ProtobufMessage) -> ProtobufMessage {
    var content = ProtobufMessage()
    content.add(field, message)
    return content
  }

  /// `google.protobuf.Value`; nil for null.
  private static func value(_ yaml: String) -> ProtobufMessage? {
    var value = ProtobufMessage()
    switch yaml {
    case "null": return nil
    case "true", "false": value.add(4, Int64(yaml == "true" ? 1 : 0))
    // A number begins with a digit or a sign; names may be "nan".
    case _ where yaml.first?.isLetter == false:
      if let number = Double(yaml) { value.add(2, number) } else { value.add(3, unquoted(yaml)) }
    default: value.add(3, yaml)
    }
    return value
  }

  private static func unquoted(_ yaml: String) -> String {
    guard yaml.count >= 2, yaml.first == "'", yaml.last == "'" else { return yaml }
    return String(yaml.dropFirst().dropLast()).replacing("''", with: "'")
  }
}
