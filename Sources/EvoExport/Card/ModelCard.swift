import EvoCore
import EvoRun
import EvoTrain
import EvoWords

/// What hubs of models and people who read there are told of a policy: a page whose front matter hubs
/// read, and the same figures for programs.
public struct ModelCard: Sendable {
  /// With its evaluation.
  public let file: PolicyFile
  /// nil for what was trained on data.
  public let environment: EnvironmentSpec?
  /// The name of the film on the page; nil for none.
  public let film: String?

  public init(_ file: PolicyFile, environment: EnvironmentSpec?, film: String?) {
    self.file = file
    self.environment = environment
    self.film = film
  }

  /// Below this line of the page everything is its owner's, and stays when the page is written again.
  static let border =
    "<!-- Written by evo-rl card down to this line; what follows is yours and stays. -->"

  /// The page.
  ///
  /// - Parameter notes: what its owner has written below the border.
  public func page(notes: String = "") -> String {
    let rows = (["| | |", "|---|---|"] + rows.map { "| \($0.0) | \($0.1) |" }).joined(
      separator: "\n")
    let film = film.map { "![Film of an episode](\($0))\n\n" } ?? ""
    return frontMatter + "\n# \(abridged(file.environment))\n\n" + film + rows + "\n\n" + usage
      + "\n\n"
      + Self.border + "\n" + notes
  }

  /// The figures for programs, by the names that Stable-Baselines3's users have for them where there are
  /// such.
  public var results: String {
    var json = JSONObject()
    json.add(environment == nil ? "data" : "env", file.environment)
    if let evaluation = file.evaluation {
      if environment == nil {
        json.add(metric.type, metric.number)
        json.add("loss", evaluation.loss)
        json.add("n_eval_samples", evaluation.episodes)
      } else {
        json.add("mean_reward", evaluation.returnMean)
        json.add("std_reward", evaluation.returnStd)
        json.add("median_reward", evaluation.returnMedian)
        json.add("min_reward", evaluation.returnMin)
        json.add("max_reward", evaluation.returnMax)
        json.add("mean_episode_length", evaluation.lengthMean)
        json.add("success_rate", evaluation.successRate)
        json.add("is_deterministic", true)
        json.add("n_eval_episodes", evaluation.episodes)
        json.add("eval_seed", evaluation.seed)
      }
    }
    json.add("configuration", file.configuration)
    json.add("seed", file.seed)
    json.add("generation", file.generation)
    json.add(environment == nil ? "samples" : "env_steps", file.envSteps)
    json.add("evo_rl_version", Version.text)
    return json.text + "\n"
  }

  /// The name of the environment in Gymnasium, under which hubs gather results.
  private var gymnasiumName: String? {
    guard let origin = environment?.origin, origin.hasPrefix("Gymnasium ") else { return nil }
    return String(origin.dropFirst("Gymnasium ".count).prefix { $0 != "," })
  }

  private var isClassification: Bool { file.data.map { $0.loss != .meanSquaredError } ?? false }

  private var task: String {
    guard let data = file.data else { return "reinforcement-learning" }
    let isImages = data.configuration.name == .mnist || data.configuration.name == .fashionMNIST
    return (isImages ? "image-" : "tabular-") + (isClassification ? "classification" : "regression")
  }

  /// The one figure that hubs compare.
  private var metric: (type: String, number: Double, text: String) {
    let mean = file.evaluation?.returnMean ?? .nan
    guard environment == nil else {
      let deviation = file.evaluation?.returnStd ?? .nan
      return (
        "mean_reward", mean, "\(NumberText.fixed(mean, 2)) +/- \(NumberText.fixed(deviation, 2))"
      )
    }
    let value = isClassification ? mean : -mean
    return (isClassification ? "accuracy" : "mse", value, NumberText.fixed(value, 4))
  }

  private var frontMatter: String {
    func quoted(_ text: String) -> String { JSONObject.quoted(abridged(text)) }
    let name = gymnasiumName.map { "\(file.environment) (\($0))" } ?? file.environment
    let tags = [gymnasiumName, file.environment, task, "evolution-strategies", "evo-rl"]
      .compactMap { $0 }.map { "- \(quoted($0))\n" }.joined()
    let number = environment == nil ? metric.text : quoted(metric.text)
    return """
      ---
      library_name: evo-rl
      tags:
      \(tags)model-index:
      - name: \(quoted(file.configuration))
        results:
        - task:
            type: \(task)
            name: \(task)
          dataset:
            name: \(quoted(name))
            type: \(quoted(gymnasiumName ?? file.environment))
          metrics:
          - type: \(metric.type)
            value: \(number)
            name: \(metric.type)
            verified: false
      ---

      """
  }

  private var rows: [(String, String)] {
    let name = "`\(cell(file.environment))`"
    let origin = environment.map { $0.origin.isEmpty ? "" : " (\(cell($0.origin)))" } ?? ""
    let steps = NumberText.grouped(file.envSteps)
    return [
      environment == nil ? ("data", name) : ("environment", name + origin),
      ("network", network),
      (
        "trained by",
        "configuration `\(cell(file.configuration))`, seed \(file.seed), \(file.generation) generations"
      ),
      environment == nil ? ("training samples", steps) : ("environment steps", steps),
      ("evaluation", evaluation),
    ]
  }

  /// A text that cannot leave its cell.
  private func cell(_ text: String) -> String {
    abridged(text).replacing("|", with: "/").replacing("`", with: "'")
  }

  private var network: String {
    let record = NetworkRecord(file.policy)
    var parts = [record.widths.map(String.init).joined(separator: "-")]
    parts.append(record.widths.count > 2 ? record.activation.rawValue : "linear")
    if let stack = record.convolutions { parts.append(stack.summary) }
    if record.hidden == .batchNormed { parts.append("virtual batch normalization") }
    if record.hidden == .layerNormed { parts.append("layer normalization") }
    if record.observationClip != nil { parts.append("normalized observations") }
    switch record.head {
    case .discrete: parts.append("argmax")
    case .continuous(_, _, let squash):
      parts.append(squash == .clip ? "actions = clip(output, -1, 1)" : "actions = tanh(output)")
    case .value: break
    }
    return parts.joined(separator: ", ")
      + ", \(NumberText.grouped(file.policy.parameters.count)) parameters"
  }

  private var evaluation: String {
    guard let found = file.evaluation else { return "none" }
    guard environment != nil else {
      return "\(metric.type) \(metric.text) on \(found.episodes) samples of the test set"
    }
    func number(_ value: Double) -> String { NumberText.fixed(value, 2) }
    return "return \(number(found.returnMean)) ± \(number(found.returnStd)) over \(found.episodes) "
      + "episodes (seed \(found.seed)), median \(number(found.returnMedian)), from "
      + "\(number(found.returnMin)) to \(number(found.returnMax))"
  }

  private var usage: String {
    let again =
      environment == nil
      ? "`evo-rl eval .` in this folder tests it again"
      : "`evo-rl eval .` in this folder plays these episodes again"
    return again + ", and `evo-rl export . policy.onnx` writes it for other programs\n"
      + "(.onnx, .c, .swift, .py). [act.py](\(ActingProgram.name)) acts with it in Python, with numpy alone."
  }
}
