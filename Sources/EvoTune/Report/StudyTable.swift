import EvoWords

/// All trials of a study as a table in CSV.
public enum StudyTable {
  public static func csv(_ trials: [Trial], space: SearchSpace) -> String {
    let names = space.parameters.map(\.name)
    var lines = [(["trial", "state", "value", "steps"] + names).map(cell).joined(separator: ",")]
    for trial in trials {
      let values = zip(space.parameters, trial.assignment).map { parameter, value in
        value.map(parameter.domain.text) ?? ""
      }
      let facts = [
        "\(trial.number)", trial.state.rawValue, trial.value.map { "\($0)" } ?? "",
        trial.notes[TrialCourse.stepsNote] ?? "",
      ]
      lines.append((facts + values).map(cell).joined(separator: ","))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func cell(_ text: String) -> String {
    text.contains { ",\"\n".contains($0) }
      ? "\"" + text.replacing("\"", with: "\"\"") + "\"" : text
  }
}
