import EvoTrain
import EvoWords

/// What a study has found, as a configuration with its evidence in comments.
public enum BestConfiguration {
  /// - Parameters:
  ///   - name: of the study.
  ///   - evidence: sentences about how it was found.
  ///   - changes: the keys that were searched, with their values and those of the configuration as it is.
  public static func text(
    _ configuration: TrainingConfiguration, name: String, evidence: [String],
    changes: [(key: String, value: String, before: String)]
  ) -> String {
    var lines = ["Found by evo-rl tune \(name)."] + evidence
    lines.append("What was searched, and what it was before:")
    lines += changes.map { "  \($0.key): \($0.value)    (\($0.before))" }
    return lines.flatMap { line -> [String] in
      let indentation = String(line.prefix { $0 == " " })
      return LineFitting.wrapped(line, width: 100, indentation: "# " + indentation)
    }.joined(separator: "\n") + "\n" + configuration.yaml
  }
}
