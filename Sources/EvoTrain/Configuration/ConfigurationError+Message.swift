import EvoWords
import EvoYAML

extension ConfigurationError: CustomStringConvertible {
  /// One sentence: the place, the key, what was found, what was expected and the way out.
  public var message: String {
    let parts = [place.description, key, problem.message]
    return parts.filter { !$0.isEmpty }.joined(separator: ": ")
  }

  public var description: String { message }
}

extension ConfigurationError.Problem {
  fileprivate var message: String {
    switch self {
    case .yaml(let problem):
      problem.message
    case .empty:
      "no keys; at least 'env: NAME' is needed"
    case .notMapping(let found):
      "found \(found), expected keys with values, such as 'env: cartpole'"
    case .table:
      "a table, not a configuration; write 'data: {name: csv, path: FILE}' into a YAML file, and train that"

    case .overrideWithoutValue:
      "no value; write --set KEY=VALUE, such as --set policy.hidden=[64,64]"
    case .overrideWithoutKey:
      "a name in the key is empty; write --set KEY=VALUE, such as --set strategy.sigma=0.1"

    case .missing(let expected):
      "missing; expected \(expected)"
    case .unknownKey(let nearest?, _):
      "unknown key; did you mean '\(nearest)'?"
    case .unknownKey(nil, let known):
      "unknown key; expected one of \(known.joined(separator: ", "))"
    case .unknownName(let name, let nearest?, _):
      "unknown name '\(abridged(name))'; did you mean '\(nearest)'?"
    case .unknownName(let name, nil, let known):
      "unknown name '\(abridged(name))'; expected one of \(known.joined(separator: ", "))"
    case .mismatch(let found, let expected):
      "found \(found), expected \(expected)"
    case .foreign(let owners, let selector, let chosen):
      "belongs to \(enumeration(owners)), but \(selector) is \(chosen); "
        + "remove it or change \(selector)"

    case .oddPopulation(let count):
      "found \(count), expected an even number, because antithetic members come in pairs"
    case .pairsWithoutAntithetic:
      "'pair' needs pairs; set strategy.antithetic to true, or this to generation or none"
    case .sigmaIsAdapted(let strategy):
      "\(strategy) adapts sigma by itself; expected one number to start with, not a schedule"
    case .onlyLearningRate(let strategy):
      "\(strategy) has a learning_rate but no optimizer; keep learning_rate alone"
    case .normalizedTwice:
      "virtual_batch_norm normalizes the hidden layers already; set one of the two to false"
    case .nothingNormalized:
      "needs policy.normalize_observations; set that to true, or this to false"
    case .nothingToFreeze:
      "policy.freeze_normalization keeps the statistics of a saved policy; name one here, as with "
        + "--set policy.start=RUN"
    case .policyTooLarge(let weights, let limit):
      "the hidden layers have \(weights) weights between them, expected at most \(limit)"
    case .oddEpisodes(let count):
      "found \(count), expected an even number, because robustness.adversary meets a member in "
        + "pairs of episodes; set it to \(count + 1), or robustness.adversary to 0"
    case .opponentOfPieces(let strategy):
      "an opponent learns from whole episodes, and \(strategy) plays pieces of them; set it to 0, "
        + "or choose another strategy"
    case .tooManyEpisodes(let count, let limit):
      "times strategy.population makes \(count) episodes in a generation, expected at most \(limit)"
    case .solutionUnseen:
      "0 evaluates only at the end, which stop.solved cannot wait for; "
        + "set it to 1 or more, or stop.solved to false"
    case .needsEnvironment:
      "belongs to training in an environment, but data names a data set to learn from; "
        + "remove one of them"
    case .needsData:
      "belongs to learning from data; remove it, or name a data set in data instead of env"
    case .needsGymnasium:
      "belongs to an environment of Gymnasium; remove it, or name one, as with env: gym:CartPole-v1"
    case .endless:
      "nothing would end the training; set stop.generations, stop.env_steps or stop.seconds"
    }
  }
}

/// "a", "a and b", or "a, b and c".
private func enumeration(_ names: [String]) -> String {
  let (most, last) = (names.dropLast(), names.suffix(1))
  return ([most.joined(separator: ", ")] + last).filter { !$0.isEmpty }.joined(separator: " and ")
}
