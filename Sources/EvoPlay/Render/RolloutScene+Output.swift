import EvoCore
import EvoDraw
import EvoEnvs
import EvoFiles
import EvoFilm

extension RolloutScene {
  /// Writes the scene as a film in its tempo; the ending of the path says of what kind.
  ///
  /// See `FilmScene.writeFilm`.
  public func writeFilm(
    to path: String, width: Int = 600, height: Int = 400, workers: any Workers,
    interrupt: Interrupt? = nil, progress: (_ frames: Int) -> Void = { _ in },
    in fileSystem: FileSystem = .posix
  ) throws {
    let texts = takes.first.map { self.texts(of: $0) } ?? []
    try writeFilm(
      to: path, FilmSettings(width: width, height: height, rate: tempo.rate, texts: texts),
      workers: workers, interrupt: interrupt, progress: progress, in: fileSystem)
  }

  /// Writes every frame as a PNG into a folder, which is made where there is none, and removes those
  /// of a longer scene, which would show up at the end of this one's film. Waits for the device once, at the
  /// end.
  ///
  /// - Returns: how many frames of an earlier scene were removed.
  public func writeFrames(
    to folder: String, width: Int = 600, height: Int = 400, workers: any Workers,
    interrupt: Interrupt? = nil, progress: (_ frames: Int) -> Void = { _ in },
    in fileSystem: FileSystem = .posix
  ) throws -> Int {
    try fileSystem.createFolders(folder)
    try line(width: width, height: height, workers, interrupt).run { frame in
      let png = try PNG.encode(
        frame.bitmap, left: 0, top: 0, width: frame.bitmap.width, height: frame.bitmap.height,
        texts: frame.texts)
      try AtomicFile.write(
        png, to: "\(folder)/\(Self.frameName(frame.number))", isSynced: false, in: fileSystem)
    } take: { index, _ in
      progress(index + 1)
    }
    let old = try fileSystem.names(in: folder).filter { name in
      guard name.hasPrefix("frame-"), name.hasSuffix(".png") else { return false }
      return Int(name.dropFirst(6).dropLast(4)).map {
        $0 >= frameCount && Self.frameName($0) == name
      } ?? false
    }
    for name in old { try fileSystem.removeFile("\(folder)/\(name)") }
    try AtomicFile.syncAll(in: folder, in: fileSystem)
    return old.count
  }

  /// Frames that are evenly spaced from the first to the last, as one picture.
  public func contactSheet(
    of count: Int, width: Int = 600, height: Int = 400, workers: any Workers,
    interrupt: Interrupt? = nil, progress: (_ frames: Int) -> Void = { _ in }
  ) throws -> ContactSheet {
    let frames = Self.evenlySpaced(count, of: frameCount)
    var pictures: [(bitmap: Bitmap, caption: String)] = []
    try line(frames, width: width, height: height, workers, interrupt).run {
      $0.bitmap
    } take: {
      index, bitmap in
      let moment = moments[frames[index]]
      pictures.append((bitmap, "episode \(moment.take + 1), step \(moment.step)"))
      progress(index + 1)
    }
    return ContactSheet(pictures, title: environment.spec.name)
  }

  private func line(
    _ frames: [Int]? = nil, width: Int, height: Int, _ workers: any Workers,
    _ interrupt: Interrupt?
  ) -> FrameLine {
    FrameLine(
      self, frames: frames, width: width, height: height, workers: workers, interrupt: interrupt)
  }

  private static func frameName(_ frame: Int) -> String {
    let digits = String(frame)
    return "frame-" + String(repeating: "0", count: max(0, 5 - digits.count)) + digits + ".png"
  }

  /// Numbers of `count` frames, evenly spaced from the first of `total` to the last; of one, the
  /// last.
  static func evenlySpaced(_ count: Int, of total: Int) -> [Int] {
    guard count > 1, total > count else { return count == 1 ? [total - 1] : Array(0..<total) }
    return (0..<count).map { ($0 * (total - 1) + (count - 1) / 2) / (count - 1) }
  }
}
