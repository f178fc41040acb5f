import FoundationEssentials

/// Reads the log of a study, line by line.
struct JournalReader {
  let path: String
  let space: SearchSpace
  private(set) var contents = Journal.Contents()
  private(set) var name = ""
  private(set) var maximizes = false
  private var hasStudy = false

  init(path: String, space: SearchSpace) {
    self.path = path
    self.space = space
  }

  private struct Line: Decodable {
    let op_code: Int
    var study_name: String?
    var directions: [Int]?
    var params: [String: Double]?
    var trial_id: Int?
    var user_attr: [String: String]?
    var step: Int?
    var intermediate_value: Double?
    var state: Int?
    var values: [Double]?
  }

  /// - Returns: how many of the bytes are whole lines.
  mutating func read(_ bytes: [UInt8]) throws(JournalError) -> Int {
    let newline = UInt8(ascii: "\n")
    let length = (bytes.lastIndex(of: newline) ?? -1) + 1
    let lines = bytes[..<length].split(separator: newline, omittingEmptySubsequences: false)
    for (index, line) in lines.dropLast().enumerated() {
      guard let line = try? JSONDecoder().decode(Line.self, from: Data(line)) else {
        throw .noOperation(path, line: index + 1)
      }
      try take(line, number: index + 1)
    }
    guard hasStudy else { throw .noStudy(path) }
    return length
  }

  private mutating func take(_ line: Line, number: Int) throws(JournalError) {
    switch line.op_code {
    case 0:
      guard !hasStudy, let directions = line.directions, directions.count == 1 else {
        throw .noOperation(path, line: number)
      }
      hasStudy = true
      name = line.study_name ?? ""
      maximizes = directions[0] == 2
    case 2: contents.notes.merge(line.user_attr ?? [:]) { $1 }
    case 4: try begin(line, number: number)
    case 6, 7, 8:
      guard let trial = line.trial_id, contents.trials.indices.contains(trial) else {
        throw .noOperation(path, line: number)
      }
      try change(&contents.trials[trial], line, number: number)
    // What others note about the study changes nothing.
    default: return
    }
  }

  private mutating func begin(_ line: Line, number: Int) throws(JournalError) {
    guard let params = line.params else { throw .noOperation(path, line: number) }
    let names = Set(space.parameters.map(\.name))
    if let foreign = params.keys.sorted().first(where: { !names.contains($0) }) {
      throw .otherSpace(path, line: number, name: foreign)
    }
    var assignment: Assignment = []
    for parameter in space.parameters {
      let value = params[parameter.name]
      if let value, parameter.domain.value(at: parameter.domain.place(of: value)) != value,
        parameter.domain.count != nil
      {
        throw .otherSpace(path, line: number, name: parameter.name)
      }
      assignment.append(value)
    }
    contents.trials.append(Trial(number: contents.trials.count, assignment: assignment))
  }

  private func change(_ trial: inout Trial, _ line: Line, number: Int) throws(JournalError) {
    switch line.op_code {
    case 7:
      guard let step = line.step, let value = line.intermediate_value else {
        throw .noOperation(path, line: number)
      }
      if trial.report(at: step) == nil { trial.reports.append(.init(step: step, value: value)) }
    case 8: trial.notes.merge(line.user_attr ?? [:]) { $1 }
    default:
      guard let state = Trial.State.codes.first(where: { $0.code == line.state })?.state else {
        throw .noOperation(path, line: number)
      }
      trial.state = state
      if state == .complete { trial.value = line.values?.first }
    }
  }
}
