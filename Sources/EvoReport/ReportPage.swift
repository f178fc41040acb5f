import EvoCompare
import EvoCore
import EvoDraw
import EvoRun
import EvoTrain
import EvoWords

/// One page about a run, or about several of one task: a file that holds all that it shows.
struct ReportPage {
  let runs: [ReportedRun]
  /// nil for a single run.
  var groups: [RunGroup]?
  var film: ReportFilm?
  var test: TestFigures?
  /// What stands above everything while the training goes on.
  var live: Live?

  struct Live {
    /// When this page was written, for people.
    var time: String
    /// After how many seconds a browser asks for the next one.
    var refresh: Int
  }

  var first: ReportedRun { runs[0] }

  var html: HTML {
    Page.html(
      title: title, refresh: live?.refresh,
      [
        heading, curves, film.map { HTML.section("What it does", $0.html) } ?? "", comparison,
        testResult, runTable, health, settings, again,
      ])
  }

  static func duration(_ seconds: Double) -> String {
    if seconds < 60 { return "\(NumberText.significant(seconds, 3)) s" }
    let minutes = Int(seconds / 60)
    return minutes < 60
      ? "\(minutes) min \(Int(seconds) % 60) s" : "\(minutes / 60) h \(minutes % 60) min"
  }

  private var title: String {
    groups == nil
      ? "\(first.policy.environment), seed \(first.configuration.seed)"
      : "\(first.policy.environment), \(runs.count) runs"
  }

  private var heading: HTML {
    let trained = first.policy
    let kind = first.isData ? "data set" : "environment"
    guard groups == nil else {
      return """
        <header>
        <h1>\(trained.environment)</h1>
        <p>\(runs.count) runs in \(groups?.count ?? 0) \((groups?.count ?? 0) == 1 ? "group" : "groups")</p>
        <p class="lede">\(verdicts.first ?? "")</p>
        </header>
        """
    }
    let steps = NumberText.grouped(trained.envSteps)
    var facts = [
      ("last policy", first.text(trained.evaluation)),
      (first.isData ? "samples seen" : "environment steps", steps),
      ("generations", NumberText.grouped(trained.generation)),
      ("time", Self.duration(first.seconds)),
      ("parameters", NumberText.grouped(trained.policy.parameters.count)),
    ]
    if let best = first.best, best.generation != trained.generation {
      facts.insert(
        ("best policy, generation \(best.generation)", first.text(best.evaluation)), at: 1)
    }
    let banner: HTML =
      live.map {
        """
        <p class="live">The training goes on. This page was written at \($0.time) and asks for the next one \
        every \($0.refresh) seconds; the film comes with the last one.</p>

        """
      } ?? ""
    return """
      \(banner)<header>
      <h1>\(trained.environment)</h1>
      <p>\(kind) \(trained.environment), configuration \(trained.configuration), seed \(String(trained.seed))</p>
      <p class="lede">\(result)</p>
      </header>
      \(HTML.facts(facts))
      """
  }

  /// How it ended, in a sentence.
  private var result: String {
    let evaluation = first.policy.evaluation
    guard let evaluation else { return "The policy has not been evaluated yet." }
    if evaluation.failed > 0 { return "\(evaluation.failed) of its episodes were not finite." }
    guard let threshold = first.threshold else {
      return "It ends with \(first.score) \(first.text(evaluation))."
    }
    let goal = Page.number(threshold)
    return first.isSolved
      ? "Solved: \(first.score) \(first.text(evaluation)), where \(goal) is asked for."
      : "Not solved: \(first.score) \(first.text(evaluation)), where \(goal) is asked for."
  }
}
