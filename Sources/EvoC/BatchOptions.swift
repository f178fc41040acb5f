import CEvoRL
import EvoCore
import EvoFiles
import EvoTrain

/// What a batch is asked to be, checked.
struct BatchOptions {
  /// What happens to an environment whose episode has ended.
  enum Autoreset: Int32 {
    case nextStep = 0
    case sameStep = 1
    case disabled = 2
  }

  static let largestCount: Int64 = 1 << 20

  let count: Int
  let autoreset: Autoreset
  /// Nil takes the environment's own.
  let stepLimit: Int32?
  /// Nil takes as many as are worth it.
  let threads: Int?
  let draws: Bool
  let home: String?

  init(_ options: evo_options) throws(InterfaceError) {
    guard 0...Self.largestCount ~= options.count else {
      throw .wrongCount(options.count, largest: Self.largestCount)
    }
    guard let autoreset = Autoreset(rawValue: options.autoreset) else {
      throw .unknownAutoreset(options.autoreset)
    }
    guard options.step_limit >= -1 else { throw .wrongStepLimit(options.step_limit) }
    guard options.threads >= 0 else { throw .wrongThreads(options.threads) }
    count = max(Int(options.count), 1)
    self.autoreset = autoreset
    stepLimit =
      switch options.step_limit {
      case 0: nil
      case -1: .max
      default: options.step_limit
      }
    threads = options.threads == 0 ? nil : Int(options.threads)
    draws = options.draws != 0
    home = options.home.flatMap { String(validatingCString: $0) }
  }

  /// Where names are looked for: in `home`, else where the program looks.
  static func library(home: String?) -> EnvironmentLibrary {
    EnvironmentLibrary(
      locator: ResourceLocator(
        home: home ?? Whereabouts.variable("EVO_RL_HOME"), executable: nil,
        currentDirectory: Whereabouts.currentDirectory))
  }
}
