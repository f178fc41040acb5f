import EvoCore
import EvoScience
import EvoTrain
import Synchronization

extension ReportOptions {
  /// Runs an experiment or an analysis; at a terminal a bar shows how far it is.
  ///
  /// - Parameters:
  ///   - name: what the bar calls it.
  ///   - tell: is told what is being done, once for each thing.
  func watching<Result>(
    _ name: String, seed: UInt64, workers: any Workers, team: any Team = SoloTeam(),
    pieces: KeptPieces = KeptPieces(), tell: @escaping @Sendable (String) -> Void = { _ in },
    run: (Session) throws -> Result
  ) rethrows -> Result {
    try watching { tally in
      tally.begin(name, total: Self.shares, unit: "")
      let told = Told()
      return try run(
        Session(
          seed: seed, workers: workers, interrupt: Signals.interrupt, team: team, pieces: pieces
        ) { text, done in
          tally.set(Int(done * Double(Self.shares)))
          tally.tell(text)
          if told.isNew(text) { tell(text) }
        })
    }
  }

  /// What is counted of a work that knows only its share: finer than any line shows it.
  private static let shares = 1_000_000
}

/// What was told last.
private final class Told: Sendable {
  private let last = Mutex("")

  func isNew(_ text: String) -> Bool {
    last.withLock { last in
      defer { last = text }
      return text != last
    }
  }
}
