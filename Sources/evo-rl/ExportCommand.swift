import ArgumentParser
import EvoExport
import EvoRun
import EvoWords

struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write a policy as a file for the programs of others.",
    discussion: """
      The ending of the file's name says what it is:

      \(ExportFormat.all.map { "  \($0.suffix)\(String(repeating: " ", count: 14 - $0.suffix.count))\($0.summary)" }.joined(separator: "\n"))

      An observation goes in as the environment gives it. Everything that the policy does with it is \
      inside.
      """)

  @Argument(
    help: "A run folder, a policy by name or path, or a checkpoint file.",
    completion: .policies)
  var policy: String

  @Argument(
    help: "The file to write.",
    completion: .file(extensions: ExportFormat.all.map { String($0.suffix.dropFirst()) }))
  var file: String

  @OptionGroup var choice: BestOption
  @OptionGroup var report: ReportOptions

  func validate() throws {
    do { _ = try ExportFormat(ofPath: file) } catch { throw ValidationError("\(error)") }
  }

  func run() throws {
    let (saved, path) = try savedFile(policy, best: choice.best)
    let size = try saved.export(to: file, from: path)
    report.show(
      json: json(size, saved.environment),
      text: "\(file): \(saved.environment) of \(path), \(size) bytes")
  }

  private func json(_ size: Int, _ environment: String) -> String {
    var json = JSONObject()
    json.add("env", environment)
    json.add("out", file)
    json.add("bytes", size)
    return json.text
  }
}
