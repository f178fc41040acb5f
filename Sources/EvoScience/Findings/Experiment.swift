import EvoCore
import EvoTrain

/// A claim put to the test: settings that come from a YAML file, and a run that finds something.
///
/// The same settings and seed find the same, whatever the number of workers; times aside.
public protocol Experiment: Sendable {
  /// Takes its settings, all of which have to be given.
  init(_ settings: inout SettingsReader) throws(ExperimentFileError)

  /// - Throws: `Interrupted`, or what a missing data set throws.
  func run(_ session: Session) throws -> Findings
}

/// What an experiment runs in: seed, workers, and somebody who wants to know how far it is.
public struct Session: Sendable {
  public let seed: UInt64
  public let workers: any Workers
  public let interrupt: Interrupt
  /// What an interrupted run of the same experiment has finished.
  let pieces: KeptPieces
  private let show: @Sendable (String) -> Void

  public init(
    seed: UInt64, workers: any Workers, interrupt: Interrupt = Interrupt(),
    pieces: KeptPieces = KeptPieces(), show: @escaping @Sendable (String) -> Void = { _ in }
  ) {
    self.seed = seed
    self.workers = workers
    self.interrupt = interrupt
    self.pieces = pieces
    self.show = show
  }

  /// Tells what is being done now.
  ///
  /// - Throws: `Interrupted`, when somebody asked to stop.
  public func progress(_ text: String) throws(Interrupted) {
    try check()
    show(text)
  }

  /// - Throws: `Interrupted`, when somebody asked to stop.
  func check() throws(Interrupted) {
    if interrupt.signal != nil { throw Interrupted() }
  }
}
