import ArgumentParser
import EvoCore
import EvoFiles
import EvoRun
import EvoTrain
import EvoWords

struct PredictCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict",
    abstract: "Answer the rows of a table with a policy that was trained on one.",
    discussion: """
      evo-rl predict runs/latest new.csv --out answers.csv

      The table is read as that of the training was (data: csv): its columns are found by their names, \
      and the column with the answers may be missing. There is a line for every row, in their \
      order, and it is empty where a cell is missing that is needed; with classes it has the probability, too.
      """)

  @Argument(
    help: "A run folder, a policy by name or path, or a checkpoint file.", completion: .file())
  var policy: String

  @Argument(
    help: "The table, plain or compressed with gzip.", completion: .file(extensions: ["csv"]))
  var table: String

  @Option(
    help: ArgumentHelp("File for the answers; standard output by default.", valueName: "file"),
    completion: .file(extensions: ["csv"]))
  var out: String?

  @OptionGroup var choice: BestOption
  @OptionGroup var report: ReportOptions

  func validate() throws {
    if report.quiet, !report.json, out == nil {
      throw ValidationError("--quiet leaves nothing without --out; name a file for the answers")
    }
  }

  func run() throws {
    let (file, path) = try savedFile(policy, best: choice.best)
    let answers = try file.answers(toTableAt: table, policy: path)
    guard let out else {
      return report.json ? print(json(answers, path)) : print(answers.csv, terminator: "")
    }
    try AtomicFile.write(Array(answers.csv.utf8), to: out)
    var text = "\(out): \(answers.rows.count) rows"
    if answers.emptyCount > 0 {
      text += ", \(answers.emptyCount) of them without an answer, because cells are missing"
    }
    report.show(json: json(answers, path), text: text)
  }

  /// The answers themselves where no file has them.
  private func json(_ answers: PolicyFile.Answers, _ path: String) -> String {
    var json = JSONObject()
    json.add("policy", path)
    json.add("table", table)
    json.add("rows", answers.rows.count)
    json.add("without_answer", answers.emptyCount)
    if let out {
      json.add("out", out)
    } else {
      json.add(
        "answers",
        answers.rows.map { row in
          var answer = JSONObject()
          for (column, cell) in zip(answers.columns, row) { answer.add(column, cell) }
          return answer
        })
    }
    return json.text
  }
}
