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

  /// Whether its work is in pieces that the ranks of a team deal out among them (`Session.deal`).
  var isDealtOut: Bool { get }
}

extension Experiment {
  public var isDealtOut: Bool { false }
}

/// What an experiment runs in: seed, workers, and somebody who wants to know how far it is.
///
/// A session is of the whole work or of a part of it, which knows what share of the whole it is:
/// `for (seed, session) in session.over(seeds)` gives each seed the session of its part.
public struct Session: Sendable {
  public let seed: UInt64
  public let workers: any Workers
  public let interrupt: Interrupt
  /// Those who do the pieces together; within a piece a rank is alone.
  public let team: any Team
  /// What an interrupted run of the same experiment has finished.
  let pieces: KeptPieces
  /// Where this part begins and ends, in shares of the whole.
  private let extent: ClosedRange<Double>
  private let show: @Sendable (String, Double) -> Void

  /// - Parameter show: is told what is being done, and what share of the whole is done, 0...1.
  public init(
    seed: UInt64, workers: any Workers, interrupt: Interrupt = Interrupt(),
    team: any Team = SoloTeam(), pieces: KeptPieces = KeptPieces(),
    show: @escaping @Sendable (String, Double) -> Void = { _, _ in }
  ) {
    self.init(
      seed: seed, workers: workers, interrupt: interrupt, team: team, pieces: pieces,
      extent: 0...1, show: show)
  }

  private init(
    seed: UInt64, workers: any Workers, interrupt: Interrupt, team: any Team, pieces: KeptPieces,
    extent: ClosedRange<Double>, show: @escaping @Sendable (String, Double) -> Void
  ) {
    self.seed = seed
    self.workers = workers
    self.interrupt = interrupt
    self.team = team
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
    part(from: start, to: end, team: team)
  }

  private func part(from start: Double, to end: Double, team: any Team) -> Session {
    Session(
      seed: seed, workers: workers, interrupt: interrupt, team: team, pieces: pieces,
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

  /// What something comes to for every item and repetition, of which each rank does some, alone.
  ///
  /// - Parameter weight: how long an item takes beside the others, 0 or more.
  /// - Returns: for each item what its repetitions came to; the same in all ranks.
  package func deal<Item, Repetition, Outcome: Codable>(
    _ items: [Item], _ repetitions: [Repetition], weight: (Item) -> Double = { _ in 1 },
    _ body: (Item, Repetition, Session) throws -> Outcome
  ) throws -> [[Outcome]] {
    let pieces = over(items, weight: weight).flatMap { item, session in
      session.over(repetitions).map {
        (item, $0.item, $0.session.part(from: 0, to: 1, team: SoloTeam()))
      }
    }
    let outcomes = try team.deal(pieces.count) {
      try $0.map { try body(pieces[$0].0, pieces[$0].1, pieces[$0].2) }
    }
    return items.indices.map {
      Array(outcomes[$0 * repetitions.count..<($0 + 1) * repetitions.count])
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
