import EvoDraw
import EvoFiles
import EvoTrain
import Glibc

/// The reports of a run as event files, which TensorBoard shows and most trackers import: numbers, the
/// configuration as text and as hyper-parameters, and pictures of an episode. Step is environment steps.
///
/// A program that shows the run may be reading, so a file is never written into after a run was left: a
/// resume begins another one, which says from which step on it overrules those before. They are cut back all
/// the same, because not everybody who reads them heeds that.
public final class TensorBoardEvents: MetricsSink {
  public static let files = [
    RunFile(
      "\(prefix)<n>\(suffix)",
      holds: "the same numbers for TensorBoard, with the configuration and pictures",
      written: "every generation, with `logging.tensorboard`; a resume begins another one",
      isPath: { number(of: $0) != nil }, check: verify)
  ]

  private static let prefix = "events.out.tfevents."
  private static let suffix = ".evo-rl"

  private let place: SinkPlace
  /// Where the next event goes; made with the first report.
  private var log: AppendLog?
  /// How many files there were when the run was opened.
  private let earlier: Int
  private var latest: GenerationReport?

  private init(_ place: SinkPlace, earlier: Int) {
    self.place = place
    self.earlier = earlier
  }

  public static func open(
    _ place: SinkPlace, warn: (String) -> Void
  ) throws -> (any MetricsSink)? {
    guard place.configuration.logging.tensorboard else { return nil }
    let names = try names(in: place.folder, place.fileSystem)
    var lastStep = 0
    for name in names {
      let path = "\(place.folder)/\(name)"
      let scan = try EventScan(path, through: place.envSteps, in: place.fileSystem)
      lastStep = max(lastStep, scan.lastStep)
      guard scan.rest != .nothing else { continue }
      _ = try AppendLog(path: path, keeping: scan.length, in: place.fileSystem)
      if scan.rest == .damage, name != names.last {
        warn("\(path): what follows step \(scan.lastStep) was no event and has been cut off")
      }
    }
    if lastStep < place.envSteps {
      warn(
        "\(place.folder)/\(names.last ?? Self.name(1)): the events after step \(lastStep) are lost; "
          + "the training is not")
    }
    return TensorBoardEvents(place, earlier: names.last.flatMap(number) ?? 0)
  }

  public func append(_ report: GenerationReport) throws {
    var event = EventMessage(step: report.envSteps, time: Self.now)
    for column in report.columns {
      guard let value = column.value,
        let tag = ScalarTag.of(
          column: column.name, onData: place.configuration.data.name != nil,
          measures: place.measures)
      else { continue }
      event.add(scalar: Float(value), tag: tag)
    }
    if isPictured(report) { try addPicture(to: &event) }
    try append(event.record)
    latest = report
  }

  public func flush() throws { try log?.flush() }

  public func close(_ evaluation: EvaluationSummary?) throws {
    // A run that is opened only to find that there is nothing to do gets no file.
    guard let latest else { return }
    var event = EventMessage(step: latest.envSteps, time: Self.now)
    if let evaluation, evaluation != latest.evaluation {
      event.add(scalar: Float(evaluation.returnMean), tag: "eval/return_mean")
      event.add(scalar: Float(evaluation.returnStd), tag: "eval/return_std")
      for measure in evaluation.measures {
        event.add(scalar: Float(measure.mean), tag: "eval/\(measure.name)")
      }
    }
    if place.configuration.logging.pictures > 0, !isPictured(latest) {
      try addPicture(to: &event)
    }
    event.add(
      content: HyperParameters.end(time: event.time), of: HyperParameters.plugin,
      tag: HyperParameters.endTag)
    try append(event.record)
    try flush()
  }

  /// Whether a picture goes with a report.
  private func isPictured(_ report: GenerationReport) -> Bool {
    let evaluations = place.configuration.logging.pictures
    let every = place.configuration.evaluation.every
    return evaluations > 0 && every > 0 && report.generation.isMultiple(of: every)
      && (report.generation / every).isMultiple(of: evaluations)
  }

  private func addPicture(to event: inout EventMessage) throws {
    guard let canvas = try place.picture?() else { return }
    event.add(
      png: try PNG.encode(canvas), width: canvas.width, height: canvas.height,
      tag: "rollout/episode")
  }

  private func append(_ record: [UInt8]) throws {
    if let log { return try log.append(bytes: record) }
    let log = try AppendLog(
      path: "\(place.folder)/\(Self.name(earlier + 1))", keeping: 0, in: place.fileSystem)
    try log.append(bytes: beginning + record)
    self.log = log
  }

  /// What a file begins with. The configuration is in the first one only.
  private var beginning: [UInt8] {
    let time = Self.now
    let version = EventMessage.fileVersion(time: time).record
    guard earlier == 0 else {
      return version + EventMessage.restart(step: place.envSteps + 1, time: time).record
    }
    var event = EventMessage(step: 0, time: time)
    event.add(markdown: "```yaml\n\(place.configuration.yaml)```\n", tag: "configuration")
    for (tag, content) in [
      (HyperParameters.declarationTag, HyperParameters.declaration),
      (HyperParameters.startTag, HyperParameters.start(place.configuration, time: time)),
    ] {
      event.add(content: content, of: HyperParameters.plugin, tag: tag)
    }
    return version + event.record
  }

  /// Seconds since 1970.
  private static var now: Double {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
  }

  /// The names of a run's event files, in the order in which they were begun.
  private static func names(in folder: String, _ fileSystem: FileSystem) throws -> [String] {
    try fileSystem.names(in: folder).filter { number(of: $0) != nil }
  }

  /// Zeros in front make the order of the names the order of the files, which is how they are read.
  static func name(_ number: Int) -> String {
    let digits = String(number)
    return prefix + String(repeating: "0", count: max(0, 6 - digits.count)) + digits + suffix
  }

  private static func number(of name: String) -> Int? {
    guard let number = Int(name.dropFirst(prefix.count).dropLast(suffix.count)), number > 0 else {
      return nil
    }
    return self.name(number) == name ? number : nil
  }

  /// Every file holds whole events, and the newest checkpoint has its own among them.
  private static func verify(
    _ run: inout RunVerification, _ file: String
  ) throws -> RunVerification.Finding.Verdict {
    let path = "\(run.path)/\(file)"
    let scan = try EventScan(path, in: run.fileSystem)
    let names = try names(in: run.path, run.fileSystem)
    guard file == names.last else {
      return scan.rest == .nothing
        ? .whole("events up to step \(scan.lastStep)")
        : .damaged("\(path): what follows step \(scan.lastStep) is no event")
    }
    // The newest file may have nothing yet.
    let lastStep = try names.dropLast().reduce(scan.lastStep) { step, name in
      max(step, try EventScan("\(run.path)/\(name)", in: run.fileSystem).lastStep)
    }
    let expected = run.kept.last?.heading.envSteps ?? 0
    guard lastStep >= expected else {
      return .damaged(
        "\(path): the events end at step \(lastStep), but the newest checkpoint is of step \(expected)"
      )
    }
    return scan.rest == .nothing
      ? .whole("events up to step \(lastStep)")
      : .remark("the last event is torn; a resume cuts it off")
  }
}
