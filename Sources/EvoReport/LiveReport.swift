import EvoFiles
import EvoRun
import EvoTrain
import Glibc

/// The page of a training, written anew while it goes on.
///
/// It is made of what is in memory and has no film, so that it costs little; and the longer it takes, the
/// less often it is written: never more than one part in fifty of the time. A page that cannot be written
/// does not end the training.
public struct LiveReport {
  public static let name = RunFolder.reportName

  private let path: String
  private let fileSystem: FileSystem
  private var metrics: RunMetrics
  private var due = 0.0
  private var hasFailed = false
  /// Seconds from the last page to this one, for the browser.
  private var refresh = 3

  /// Seconds from one page to the next, at least.
  private static let interval = 3.0
  private static let share = 50.0

  /// - Parameter folder: of the run; what its metrics hold already is on the page as well.
  public init(in folder: RunFolder, in fileSystem: FileSystem = .posix) throws {
    path = folder.path
    self.fileSystem = fileSystem
    metrics = try RunMetrics(reading: "\(path)/\(MetricsCSV.fileName)", in: fileSystem)
  }

  /// Takes a report, and writes the page when it is time.
  ///
  /// - Parameter warn: is told once that it cannot be written.
  public mutating func take(
    _ report: GenerationReport, of run: TrainingRun, warn: (String) -> Void
  ) {
    metrics.append(report)
    guard !hasFailed, report.seconds >= due else { return }
    let clock = Stopwatch()
    var page = ReportPage(runs: [ReportedRun(run, path: path, metrics: metrics)])
    page.live = ReportPage.Live(time: Self.now, refresh: refresh)
    do {
      try AtomicFile.write(Array(page.html.text.utf8), to: "\(path)/\(Self.name)", in: fileSystem)
    } catch {
      hasFailed = true
      warn("\(error); the training goes on without its page")
    }
    let pause = max(Self.interval, Self.share * clock.seconds)
    due = run.trainer.seconds + pause
    refresh = Int(pause.rounded(.up))
  }

  /// The time of day.
  private static var now: String {
    var seconds = time(nil)
    var parts = tm()
    gmtime_r(&seconds, &parts)
    func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec)) UTC"
  }
}
