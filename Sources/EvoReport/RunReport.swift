import EvoCompare
import EvoCore
import EvoFiles
import EvoRun
import EvoTrain

/// The page about one run or several, made of what lies in their folders.
///
/// The same runs give the same bytes.
public struct RunReport {
  /// What a page may have, so that it can be mailed.
  public static let sizeLimit = 1_000_000
  /// A film of fewer bytes shows nothing.
  private static let smallestFilm = 40_000

  private var page: ReportPage

  /// - Parameters:
  ///   - arguments: run folders, patterns and groups, as `RunArguments` takes them.
  ///   - tally: is told how far the page is.
  ///   - warn: is told what the page lacks, in one sentence.
  /// - Throws: `CompareError`, or what reading a run throws.
  public init(
    _ arguments: [String], workers: any Workers, in fileSystem: FileSystem = .posix,
    tally: Tally? = nil, warn: (String) -> Void
  ) throws {
    try self.init(
      RunArguments.groups(arguments, in: fileSystem, tally: tally), workers, fileSystem, tally, warn
    )
  }

  /// The page about one run.
  public init(
    folder: String, workers: any Workers, in fileSystem: FileSystem = .posix,
    warn: (String) -> Void
  ) throws {
    let run = try RunRecord(reading: folder, in: fileSystem)
    try self.init([RunGroup(run.subject, [run])], workers, fileSystem, nil, warn)
  }

  private init(
    _ groups: [RunGroup], _ workers: any Workers, _ fileSystem: FileSystem,
    _ tally: Tally?, _ warn: (String) -> Void
  ) throws {
    let records = groups.flatMap(\.runs)
    let runs = try records.map { try ReportedRun($0, in: fileSystem) }
    page = ReportPage(runs: runs, groups: records.count > 1 ? groups : nil)
    if records.count == 1 { page.test = Self.test(runs[0], workers, warn) }
    let best = runs.max {
      ($0.policy.evaluation?.returnMean ?? -.infinity)
        < ($1.policy.evaluation?.returnMean ?? -.infinity)
    }
    // As text, three bytes have four letters.
    let room = (Self.sizeLimit - page.html.text.utf8.count - 1000) * 3 / 4
    if let best, !best.isData, room > Self.smallestFilm {
      page.film = try Self.film(of: best, limit: room, workers, tally, warn)
    }
  }

  /// The file.
  public var bytes: [UInt8] { Array(page.html.text.utf8) }

  private static func film(
    of run: ReportedRun, limit: Int, _ workers: any Workers, _ tally: Tally?,
    _ warn: (String) -> Void
  ) throws -> ReportFilm? {
    do {
      let environment = try SavedEnvironment.entry(
        run.configuration.environmentIdentifier, of: run.path)
      return try ReportFilm(
        of: run.policy, in: environment, path: run.path, limit: limit, workers: workers,
        tally: tally)
    } catch let error as Interrupted {
      throw error
    } catch {
      warn("\(error); the page has no film")
      return nil
    }
  }

  /// Data may have moved away since; the page then tells the rest.
  private static func test(
    _ run: ReportedRun, _ workers: any Workers, _ warn: (String) -> Void
  ) -> TestFigures? {
    do {
      return try run.policy.examine(on: workers, file: run.path)?.figures
    } catch {
      warn("\(error); the page has no figures of the test set")
      return nil
    }
  }
}
