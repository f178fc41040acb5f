import EvoCore
import EvoDraw
import EvoTrain

/// A training in an environment that was watched: the return of its center over steps and over
/// processor time.
struct TrainingCourse: Sendable {
  struct Point: Sendable {
    /// Environment steps of the members so far.
    var steps: Double
    /// Processor time of the generations so far, without the evaluations that are only for watching.
    var seconds: Double
    var value: Double
  }

  /// The first is that of the untrained center.
  private(set) var points: [Point] = []

  /// Trains for so many steps and evaluates the center whenever another of `marks` equal parts of them
  /// has passed, in whole generations.
  ///
  /// - Parameter name: what progress calls it.
  init(
    _ configuration: TrainingConfiguration, kind: EnvironmentKind, steps: Int, marks: Int,
    name: String, _ session: Session
  ) throws {
    let trainer = try Trainer(
      configuration, kind: kind, workers: session.workers, interrupt: session.interrupt)
    var seconds = 0.0
    func evaluate() throws {
      let value = try trainer.evaluateCenter().returnMean
      points.append(
        Point(steps: Double(trainer.state.envSteps), seconds: seconds, value: value))
      try session.progress(
        "\(name): \(short(value, 4)) after \(grouped(trainer.state.envSteps)) steps",
        done: Double(trainer.state.envSteps) / Double(steps))
    }
    try evaluate()
    var passed = 0
    while trainer.state.envSteps < steps {
      try session.check()
      let before = Stopwatch.processSeconds
      _ = try trainer.runGeneration()
      seconds += Stopwatch.processSeconds - before
      let mark = trainer.state.envSteps * marks / steps
      guard mark > passed else { continue }
      passed = mark
      try evaluate()
    }
  }

  var last: Point { points[points.count - 1] }

  /// Processor time of a million environment steps.
  var secondsPerMillionSteps: Double { 1e6 * last.seconds / last.steps }

  /// Steps after which the center was first seen at a return of at least `threshold`.
  func steps(to threshold: Double) -> Double? {
    points.first { $0.value >= threshold }?.steps
  }

  /// Processor time until then.
  func seconds(to threshold: Double) -> Double? {
    points.first { $0.value >= threshold }?.seconds
  }

  /// The return at a place between two evaluations, as if it were straight there; the last one beyond.
  private func value(at x: Double, of axis: KeyPath<Point, Double>) -> Double {
    guard let next = points.firstIndex(where: { $0[keyPath: axis] >= x }) else {
      return last.value
    }
    guard next > 0 else { return points[0].value }
    let (left, right) = (points[next - 1], points[next])
    let share = (x - left[keyPath: axis]) / (right[keyPath: axis] - left[keyPath: axis])
    return left.value + share * (right.value - left.value)
  }

  /// Median and quartiles of several trainings, as far as all of them go.
  static func median(
    _ courses: [TrainingCourse], over axis: KeyPath<Point, Double>, pieces: Int = 100
  ) -> [LinePlot.Sample] {
    let end = courses.map { $0.last[keyPath: axis] }.min() ?? 0
    return (0...pieces).map { piece in
      let x = end * Double(piece) / Double(pieces)
      let values = courses.map { $0.value(at: x, of: axis) }.sorted()
      return LinePlot.Sample(
        x: x, y: EvoScience.median(values), low: values[values.count / 4],
        high: values[values.count - 1 - values.count / 4])
    }
  }
}
