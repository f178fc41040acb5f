/// One scalar of an observation or of a continuous action: its name, bounds and unit.
public struct Component: Sendable, Equatable {
  public var name: String
  /// Inclusive bounds; infinite where there is none.
  public var low: Float
  public var high: Float
  /// SI unit, or empty for a pure number.
  public var unit: String

  public init(_ name: String, _ low: Float, _ high: Float, unit: String = "") {
    self.name = name
    self.low = low
    self.high = high
    self.unit = unit
  }
}

/// What an agent may do in one step.
public enum ActionSpace: Sendable, Equatable {
  /// One of n named choices; the action is one number, the index of the choice.
  case discrete([String])
  /// One real number per component, inside its bounds.
  case continuous([Component])

  /// How many numbers an action holds: 1 when discrete, one per component when continuous.
  public var width: Int {
    switch self {
    case .discrete: 1
    case .continuous(let components): components.count
    }
  }

  /// How many outputs a policy needs: one per choice, or one per component.
  public var outputCount: Int {
    switch self {
    case .discrete(let choices): choices.count
    case .continuous(let components): components.count
    }
  }
}

/// What an environment promises about itself, in the words of Gymnasium's environment cards.
public struct EnvironmentSpec: Sendable, Equatable {
  /// The name used on the command line and in configurations.
  public var name: String
  /// One sentence: what the agent has to do.
  public var summary: String
  /// The environment whose dynamics this one follows, such as "Gymnasium CartPole-v1".
  public var origin: String
  /// Raised when the same actions came to have other outcomes; what is saved says which it had.
  public var version: Int
  public var observation: [Component]
  public var action: ActionSpace
  /// The reward of one step, in words or as a formula.
  public var reward: String
  /// Where episodes start.
  public var start: String
  /// What terminates an episode (the step limit only truncates it).
  public var end: String
  /// Steps after which the runner truncates an episode.
  public var stepLimit: Int
  /// The mean return over 100 episodes at which the task counts as solved.
  public var solvedAt: Float?
  /// The return that no episode can exceed, where that is known.
  public var largestReturn: Float?
  /// Frames per second at which a rendered rollout plays in real time.
  public var framesPerSecond: Int
  /// What `Environment.measure` writes of a step, by name, summed over an episode: the parts of the
  /// reward, each called `reward_` and a word, and what else tells how well it went, such as
  /// `distance`. Names are those of columns: small letters, digits and `_`.
  public var measures: [String]

  public init(
    name: String, summary: String, origin: String, version: Int = 1, observation: [Component],
    action: ActionSpace, reward: String, start: String, end: String, stepLimit: Int,
    solvedAt: Float?,
    largestReturn: Float? = nil, framesPerSecond: Int, measures: [String] = []
  ) {
    self.name = name
    self.summary = summary
    self.origin = origin
    self.version = version
    self.observation = observation
    self.action = action
    self.reward = reward
    self.start = start
    self.end = end
    self.stepLimit = stepLimit
    self.solvedAt = solvedAt
    self.largestReturn = largestReturn
    self.framesPerSecond = framesPerSecond
    self.measures = measures
  }
}
