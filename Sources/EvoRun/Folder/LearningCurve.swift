import EvoCore
import EvoDraw
import EvoFiles
import EvoTrain

/// The learning curve of a run, drawn from its metrics.
public struct LearningCurve: Sendable {
  private var center: [LinePlot.Sample] = []
  private var members: [LinePlot.Sample] = []

  /// - Parameter metrics: the text of `metrics.csv`; rows that are not whole are passed over.
  public init(metrics: String) { self.init(metrics: Array(metrics.utf8)) }

  init(metrics: [UInt8]) {
    let lines = metrics.split(separator: UInt8(ascii: "\n"))
    guard let header = lines.first?.cells.map({ String(decoding: $0, as: UTF8.self) }) else {
      return
    }
    func column(_ name: String) -> Int? { header.firstIndex { $0 == name } }
    guard let steps = column("env_steps"), let mean = column("return_mean"),
      let std = column("return_std"), let fitness = column("fitness_mean"),
      let fitnessMin = column("fitness_min"), let fitnessMax = column("fitness_max")
    else { return }
    for line in lines.dropFirst() {
      let cells = line.cells
      guard cells.count == header.count else { continue }
      func number(_ index: Int) -> Double {
        cells[index].isEmpty ? .nan : Double(String(decoding: cells[index], as: UTF8.self)) ?? .nan
      }
      let x = number(steps)
      guard !x.isNaN else { continue }
      members.append(
        LinePlot.Sample(
          x: x, y: number(fitness), low: number(fitnessMin), high: number(fitnessMax)))
      let value = number(mean)
      if !value.isNaN {
        center.append(
          LinePlot.Sample(x: x, y: value, low: value - number(std), high: value + number(std)))
      }
    }
  }

  /// Of a longer file than `wholeLimit`, pieces of `pieceSize` bytes are read, spread evenly.
  static let wholeLimit = 4 << 20
  static let pieceSize = 4 << 10

  /// - Parameter path: `metrics.csv`. However long it is, reading takes no longer than it does for some
  ///   megabytes: a picture has no more columns of pixels.
  public init(reading path: String, in fileSystem: FileSystem = .posix) throws(FileError) {
    self.init(
      metrics: try fileSystem.readSample(
        path, wholeLimit: Self.wholeLimit, pieceSize: Self.pieceSize))
  }

  public func plot(title: String, of subject: TrainingSubject) -> LinePlot {
    if case .data(let dataset) = subject { return plot(title: title, of: dataset) }
    let largest = subject.environment?.spec.largestReturn.map(Double.init)
    let center = center.map { sample in
      // A deviation has two sides, even where no return can be larger than most are.
      var sample = sample
      if let largest, sample.high > largest { sample.high = largest }
      return sample
    }
    return LinePlot(
      title: title, x: LinePlot.Axis("environment steps"), y: LinePlot.Axis("episode return"),
      series: [
        LinePlot.Series("population, mean and range", members, color: .skyBlue),
        LinePlot.Series("center, mean ± std", center, color: .blue),
      ],
      thresholds: subject.solvedAt.map { [LinePlot.Threshold("solved", at: Double($0))] } ?? [])
  }

  /// On data the fitness is of another kind than the evaluation, and has no place beside it.
  private func plot(title: String, of dataset: Dataset) -> LinePlot {
    let score =
      switch dataset.task {
      case .classification: "test accuracy"
      case .regression: "negative mean squared error on the test set"
      }
    return LinePlot(
      title: title, x: LinePlot.Axis("samples seen by all members"), y: LinePlot.Axis(score),
      series: [
        LinePlot.Series(
          "center", center.map { LinePlot.Sample(x: $0.x, y: $0.y) }, color: .blue)
      ], thresholds: [])
  }

  /// The plot as PNG, 800 x 500.
  public func png(title: String, of subject: TrainingSubject) throws -> [UInt8] {
    let canvas = try Canvas(width: 800, height: 500)
    plot(title: title, of: subject).thinned(to: canvas.width).draw(on: canvas)
    return try PNG.encode(canvas)
  }
}
