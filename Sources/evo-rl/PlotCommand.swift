import ArgumentParser
import EvoCompare
import EvoDraw
import EvoWords

struct PlotCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plot",
    abstract: "Draw the learning curves of runs, with a band over seeds.",
    discussion: """
      RUNS are run folders or patterns of them, with a name before them where you choose the groups: \
      A='runs/a-*' B='runs/b-*'. Without names, runs are grouped by what their configurations differ in. \
      The band is a 95 % interval by bootstrap. A run that has ended keeps its last value.
      """)

  @Argument(help: "Run folders, or NAME=PATTERN.", completion: .directory)
  var runs: [String]

  @Option(
    help: ArgumentHelp("The picture: .svg or .png.", valueName: "file"),
    completion: .file(extensions: ["png", "svg"]))
  var out = "curves.svg"

  @Option(help: "What the curves are drawn over.")
  var x = CurveAxis.steps

  @Option(help: "What the line is, of the runs of a group.")
  var center = CurvePlot.Center.mean

  @OptionGroup var report: ReportOptions

  func validate() throws { _ = try PlotFile(out) }

  func run() throws {
    let groups = try RunArguments.groups(runs)
    try PlotFile(out).write(CurvePlot(of: groups, over: x, center: center).plot())
    var json = JSONObject()
    json.add("out", out)
    json.add("groups", groups.map(\.name))
    report.show(json: json.text, text: "curves in \(out)")
  }
}

extension CurveAxis: ExpressibleByArgument {}
extension CurvePlot.Center: ExpressibleByArgument {}
