import EvoCore
import EvoWords
import EvoYAML

/// By how much a term of an environment's reward counts in training.
public struct RewardFactor: Equatable, Sendable {
  /// As in the names of the environment's measures, without `reward_`.
  public var term: String
  public var factor: Double

  public init(_ term: String, _ factor: Double) {
    self.term = term
    self.factor = factor
  }
}

extension EpisodeConfiguration {
  /// By how much each measure of an environment counts in place of the reward; empty where the reward
  /// counts as it is.
  func measureFactors(of spec: EnvironmentSpec) -> [Float] {
    guard !rewardFactors.isEmpty else { return [] }
    return spec.measures.map { measure in
      guard let term = spec.rewardTerm(of: measure) else { return 0 }
      return Float(rewardFactors.first { $0.term == term }?.factor ?? 1)
    }
  }

  /// Refuses a factor of what is no term of an environment's reward.
  func requireTerms(of spec: EnvironmentSpec) throws(RewardFactorError) {
    let terms = spec.measures.compactMap(spec.rewardTerm)
    for factor in rewardFactors where !terms.contains(factor.term) {
      throw .unknownTerm(factor.term, env: spec.name, known: terms)
    }
  }
}

extension EnvironmentSpec {
  /// The term of the reward that a measure is; nil for what is no part of the reward.
  fileprivate func rewardTerm(of measure: String) -> String? {
    measure.hasPrefix("reward_") ? String(measure.dropFirst("reward_".count)) : nil
  }
}

/// A factor of nothing.
public enum RewardFactorError: Error, Equatable, Sendable {
  /// `known` is what the reward of the environment consists of.
  case unknownTerm(String, env: String, known: [String])
}

extension RewardFactorError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unknownTerm(let term, let env, let known):
      let advice =
        known.isEmpty
        ? "which has none to be weighed; remove it" : "which has \(known.joined(separator: ", "))"
      return "training.reward_factors: '\(term)' is no term of the reward of \(env), \(advice)"
    }
  }
}

extension ValueKind<[RewardFactor]> {
  /// Names with a number each.
  static var factors: ValueKind {
    let number = ValueKind<Double>.number(-1e6...1e6)
    return ValueKind(
      expected: "names with a number each, such as {torque: 0.5}",
      read: { node in
        guard !node.isNull, let entries = node.entries else { return nil }
        let factors = entries.compactMap { entry in
          entry.key.flatMap(columnName).flatMap { name in
            number.read(entry.value).map { RewardFactor(name, $0) }
          }
        }
        return factors.count == entries.count ? factors : nil
      },
      culprit: { node in
        for case (let term?, let value) in (node.entries ?? []).map({ ($0.key, $0.value) })
        where number.read(value) == nil {
          return Culprit(path: ".\(term)", node: value, expected: number.expected)
        }
        return nil
      },
      write: { factors in
        "{" + factors.map { "\($0.term): \($0.factor)" }.joined(separator: ", ") + "}"
      })
  }

  private static func columnName(_ name: String) -> String? {
    let isName = name.unicodeScalars.allSatisfy {
      "a"..."z" ~= $0 || "0"..."9" ~= $0 || $0 == "_"
    }
    return isName && !name.isEmpty ? name : nil
  }
}
