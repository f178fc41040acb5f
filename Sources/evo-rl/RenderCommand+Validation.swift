import ArgumentParser
import EvoCore
import EvoDraw
import EvoFilm
import EvoPlay

extension RenderCommand {
  func validate() throws {
    if out == nil, sheet == nil, video == nil {
      throw ValidationError(
        "nothing to write; name a film with --video, a folder with --out or a file with --sheet")
    }
    if let video {
      do { _ = try FilmFormat(path: video) } catch { throw ValidationError("\(error)") }
    }
    try requirePNG(sheet, "sheet")
    let sides = 1...Canvas.largestSide
    guard sides.contains(size.width), sides.contains(size.height) else {
      throw ValidationError(
        "--size \(size.width)x\(size.height): expected both sides from 1 to \(Canvas.largestSide)")
    }
    if choice.best, member != nil {
      throw ValidationError(
        "--member belongs to a generation, not to --best; leave one of them out")
    }
    if generation != nil, member == nil {
      throw ValidationError("--generation needs --member, the number of the member to draw")
    }
    if checkpoints != nil, member != nil {
      throw ValidationError("--checkpoints and --member contradict each other; choose one")
    }
    if checkpoints != nil, choice.best {
      throw ValidationError("--checkpoints has the best policy among others; leave --best out")
    }
    guard speed.isFinite, (0.01...100).contains(speed) else {
      throw ValidationError("--speed \(speed): expected a number from 0.01 to 100")
    }
    let limits: [(name: String, value: Int, range: ClosedRange<Int>)] = [
      ("episodes", episodes, 1...10_000), ("every", every ?? 1, 1...1_000_000),
      ("sheet-frames", sheetFrames, 1...100), ("generation", generation ?? 1, 1...1_000_000_000),
    ]
    for (name, value, range) in limits where !range.contains(value) {
      throw ValidationError(
        "--\(name) \(value): expected a number from \(range.lowerBound) to \(range.upperBound)")
    }
    guard sheet == nil || 4 * size.width * size.height * sheetFrames <= Self.sheetBytes else {
      throw ValidationError(
        "--size \(size.width)x\(size.height) --sheet-frames \(sheetFrames): too much for one contact "
          + "sheet; choose a smaller size or fewer frames")
    }
  }

  /// The most memory for the pictures of a contact sheet.
  private static let sheetBytes = 4 << 30

  /// Which steps are frames, and how fast they follow each other.
  func tempo(of spec: EnvironmentSpec, for format: FilmFormat?) throws -> RolloutTempo {
    guard let format else { return RolloutTempo(of: spec, speed: speed, every: every ?? 1) }
    let fitting = RolloutTempo(of: spec, speed: speed, for: format)
    guard let every else { return fitting }
    guard every >= fitting.every else {
      throw ValidationError(
        "--every \(every): that makes more frames a second than viewers of a "
          + ".\(format.rawValue) show; leave it out, or choose \(fitting.every) or more")
    }
    return RolloutTempo(of: spec, speed: speed, every: every)
  }
}
