import EvoCore
import EvoDraw
import EvoEnvs

/// The contract that every environment keeps (see `Environment`, `EnvironmentBlock` and
/// `ResumableEnvironment`): what the program, its tests and the author of a walker's file ask before
/// they trust one.
public struct EnvironmentCheck {
  /// One promise and whether it is kept.
  public struct Finding: Sendable, Equatable {
    public var promise: String
    public var isKept: Bool
    /// What was seen, in figures.
    public var detail: String
    /// What breaks no promise and is worth a second look.
    public var remarks: [Remark] = []
  }

  /// What an environment may do, and one that is shipped does not.
  public enum Remark: Sendable, Equatable {
    /// A text of the card says nothing.
    case emptyText(String)
    /// A component of the observation never changed.
    case constant(String)
    /// A component of the observation left the card's bounds.
    case outOfBounds(String)
  }

  let entry: EnvironmentCatalog.Entry
  /// Steps for which the block form is held against the scalar one.
  let twinSteps: Int
  private let seed: UInt64
  var spec: EnvironmentSpec { entry.spec }

  /// - Parameter seed: of the starts, the actions and the policies that it is tried with.
  public init(_ entry: EnvironmentCatalog.Entry, twinSteps: Int = 200, seed: UInt64 = 1) {
    self.entry = entry
    self.twinSteps = twinSteps
    self.seed = seed
  }

  /// One of the many seeds that follow from that of the check.
  func seed(_ number: Int) -> UInt64 { seed &- 1 &+ UInt64(number) }

  /// Every promise in turn.
  ///
  /// - Throws: what making the environment throws.
  public func findings() throws -> [Finding] {
    let survey = try RandomEpisodes(entry.kind, seed: seed(0))
    return [
      card(), try observations(survey), rewards(survey), try measures(), try repeats(),
      try varies(),
      try forgets(), try isolates(), try survives(), try agrees(), try resumes(), ends(survey),
      try limits(), try draws(),
    ]
  }

  // MARK: The card

  private func card() -> Finding {
    var flaws: [String] = []
    var components = spec.observation
    let actions: String
    switch spec.action {
    case .discrete(let choices):
      actions = "\(choices.count) choices"
      if Set(choices).count != choices.count { flaws.append("two choices share a name") }
      if choices.count < 2 { flaws.append("there is nothing to choose from") }
    case .continuous(let all):
      actions = "\(all.count) continuous actions"
      if let open = all.first(where: { !$0.low.isFinite || !$0.high.isFinite }) {
        flaws.append("the action '\(open.name)' has no bound")
      }
      components += all
    }
    if let empty = components.first(where: { !($0.low < $0.high) }) {
      flaws.append("'\(empty.name)' has its bounds the wrong way round")
    }
    let names = spec.observation.map(\.name)
    if Set(names).count != names.count { flaws.append("two observations share a name") }
    if components.contains(where: \.name.isEmpty) { flaws.append("a number has no name") }
    if spec.stepLimit < 1 { flaws.append("no step is allowed") }
    if spec.framesPerSecond < 1 { flaws.append("its pictures stand still") }
    let texts = [
      ("name", spec.name), ("summary", spec.summary), ("origin", spec.origin),
      ("reward", spec.reward), ("start", spec.start), ("end", spec.end),
    ]
    return Finding(
      promise: "spaces are named and bounded", isKept: flaws.isEmpty,
      detail: flaws.first ?? "\(names.count) observations, \(actions)",
      remarks: texts.filter(\.1.isEmpty).map { .emptyText($0.0) })
  }

  // MARK: What random episodes show

  private func observations(_ survey: RandomEpisodes) throws -> Finding {
    let promise = "observations are written and finite"
    if let unwritten = try episode({ _ in }).unwritten {
      return Finding(
        promise: promise, isKept: false,
        detail: "'\(spec.observation[unwritten].name)' is not written")
    }
    if let flaw = survey.flaw {
      return Finding(
        promise: promise, isKept: false,
        detail: "'\(spec.observation[flaw.component].name)' is \(flaw.value) at step \(flaw.step)")
    }
    var details = ["\(survey.steps) steps"]
    let still = spec.observation.indices.filter { survey.low[$0] == survey.high[$0] }
    if let first = still.first {
      details.append(
        still.count == 1
          ? "'\(spec.observation[first].name)' never changed" : "\(still.count) never changed")
    }
    let outside = spec.observation.indices.filter {
      survey.low[$0] < spec.observation[$0].low || survey.high[$0] > spec.observation[$0].high
    }
    if !outside.isEmpty { details.append("\(outside.count) left the card's bounds at times") }
    return Finding(
      promise: promise, isKept: true, detail: details.joined(separator: ", "),
      remarks: still.map { .constant(spec.observation[$0].name) }
        + outside.map { .outOfBounds(spec.observation[$0].name) })
  }

  private func rewards(_ survey: RandomEpisodes) -> Finding {
    let returns = survey.episodes.map(\.sum)
    let mean = returns.reduce(0, +) / Double(max(returns.count, 1))
    return Finding(
      promise: "rewards are finite", isKept: survey.reward != nil,
      detail: survey.reward.map {
        "\(brief(Double($0.lowerBound))) to \(brief(Double($0.upperBound))) a step, "
          + "a random policy's return is \(brief(mean))"
      } ?? "a reward is not a finite number")
  }

  private func ends(_ survey: RandomEpisodes) -> Finding {
    let lengths = survey.episodes.map(\.length)
    let total = lengths.reduce(0, +)
    let terminated = survey.episodes.count(where: \.isTerminated)
    let mean = total / max(lengths.count, 1)
    return Finding(
      promise: "episodes can be played", isKept: mean > 1,
      detail: mean > 1
        ? "\(terminated) of \(lengths.count) random episodes terminated; "
          + "\(lengths.min() ?? 0) to \(lengths.max() ?? 0) steps, \(mean) on average"
        : "every episode terminates in its first step")
  }

  private func brief(_ number: Double) -> String { "\((100 * number).rounded() / 100)" }
}
