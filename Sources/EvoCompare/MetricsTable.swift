import EvoFiles
import EvoRun
import EvoTrain

/// The rows of `metrics.csv` that hold an evaluation.
struct MetricsTable {
  struct Row: Equatable {
    var generation: Int
    var steps: Double
    var seconds: Double
    var value: Double
  }

  private(set) var evaluations: [Row] = []
  /// Where the run is, whether it was evaluated there or not.
  private var last: Row?

  /// No metrics of a training are larger.
  private static let limit = 1 << 30

  init(reading path: String, in fileSystem: FileSystem) throws {
    let bytes = try fileSystem.readFile(path, limit: Self.limit)
    var lines = bytes.split(separator: UInt8(ascii: "\n")).makeIterator()
    let names = (lines.next()?.split(separator: UInt8(ascii: ",")) ?? []).map {
      String(decoding: $0, as: UTF8.self)
    }
    func column(_ name: String) throws(CompareError) -> Int {
      guard let index = names.firstIndex(of: name) else {
        throw .noColumn(path: path, name: name)
      }
      return index
    }
    let generation = try column("generation")
    let steps = try column("env_steps")
    let seconds = try column("seconds")
    let value = try column("return_mean")
    while let line = lines.next() {
      let cells = line.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
      // A killed training may leave half a line.
      guard cells.count == names.count else { continue }
      func number(_ column: Int) -> Double? {
        Double(String(decoding: cells[column], as: UTF8.self))
      }
      guard let generation = number(generation), let steps = number(steps),
        let seconds = number(seconds)
      else { continue }
      let row = Row(
        generation: Int(generation), steps: steps, seconds: seconds, value: number(value) ?? .nan)
      last = row
      if number(value) != nil { evaluations.append(row) }
    }
  }

  /// The evaluation of the policy that a run ended with takes the place of a quicker one, or of none.
  mutating func setLast(_ value: Double, at generation: Int) {
    guard var row = last, row.generation == generation else { return }
    row.value = value
    if evaluations.last?.generation == generation { evaluations.removeLast() }
    evaluations.append(row)
  }
}
