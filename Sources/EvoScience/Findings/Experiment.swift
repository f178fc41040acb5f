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
///
/// A session is of the whole work or of a part of it, which knows what share of the whole it is:
/// `for (seed, session) in session.over(seeds)` gives each seed the session of its part.
public struct Session: Sendable {
  public let seed: UInt64
  public let workers: any Workers
  public let interrupt: Interrupt
  /// What an interrupted run of the same experiment has finished.
  let pieces: KeptPieces
  /// Where this part begins and ends, in shares of the whole.
  private let extent: ClosedRange<Double>
  private let show: @Sendable (String, Double) -> Void

  /// - Parameter show: is told what is being done, and what share of the whole is done, 0...1.
  public init(
    seed: UInt64, workers: any Workers, interrupt: Interrupt = Interrupt(),
    pieces: KeptPieces = KeptPieces(),
    show: @escaping @Sendable (String, Double) -> Void = { _, _ in }
  ) {
    self.init(
      seed: seed, workers: workers, interrupt: interrupt, pieces: pieces, extent: 0...1, show: show)
  }

  private init(
    seed: UInt64, workers: any Workers, interrupt: Interrupt, pieces: KeptPieces,
    extent: ClosedRange<Double>, show: @escaping @Sendable (String, Double) -> Void
  ) {
    self.seed = seed
    self.workers = workers
    self.interrupt = interrupt
    self.pieces = pieces
    self.extent = extent
    self.show = show
  }

  /// Tells what is being done now.
  ///
  /// - Parameter done: the share of this part that is done, 0...1.
  /// - Throws: `Interrupted`, when somebody asked to stop.
  public func progress(_ text: String, done: Double = 0) throws(Interrupted) {
    try check()
    show(text, place(done))
  }

  /// The session of a part of this one.
  ///
  /// - Parameters:
  ///   - start: the share of this one that is done when the part begins, 0...1.
  ///   - end: that when it ends, at least `start`.
  package func part(from start: Double, to end: Double) -> Session {
    Session(
      seed: seed, workers: workers, interrupt: interrupt, pieces: pieces,
      extent: place(start)...max(place(start), place(end)), show: show)
  }

  /// Pieces of work that come one after another, each with the session of its part.
  ///
  /// - Parameter weight: how long an item takes beside the others, 0 or more.
  package func over<Items: Sequence>(
    _ items: Items, weight: (Items.Element) -> Double = { _ in 1 }
  ) -> [(item: Items.Element, session: Session)] {
    let weighted = items.map { (item: $0, weight: weight($0)) }
    let whole = max(weighted.reduce(0) { $0 + $1.weight }, .leastNormalMagnitude)
    var before = 0.0
    return weighted.map { item, weight in
      defer { before += weight }
      return (item, part(from: before / whole, to: (before + weight) / whole))
    }
  }

  private func place(_ share: Double) -> Double {
    extent.lowerBound + (extent.upperBound - extent.lowerBound) * min(max(share, 0), 1)
  }

  /// - Throws: `Interrupted`, when somebody asked to stop.
  func check() throws(Interrupted) {
    if interrupt.signal != nil { throw Interrupted() }
  }
}
