import CGIF
import EvoDraw
import Glibc

/// What giflib writes, in memory.
final class GIFBytes {
  private let path: String
  private let file: UnsafeMutablePointer<GifFileType>
  private let written: Written

  private final class Written { var bytes: [UInt8] = [] }

  init(path: String) throws(FilmError) {
    self.path = path
    written = Written()
    var code: Int32 = 0
    let sink = Unmanaged.passUnretained(written).toOpaque()
    let opened = EGifOpen(
      sink,
      { file, data, count in
        guard let file, let data, let sink = file.pointee.UserData else { return 0 }
        Unmanaged<Written>.fromOpaque(sink).takeUnretainedValue().bytes
          .append(contentsOf: UnsafeBufferPointer(start: data, count: Int(count)))
        return count
      }, &code)
    guard let opened else { throw .outOfMemory(path: path) }
    file = opened
    EGifSetGifVersion(file, true)
  }

  deinit { EGifCloseFile(file, nil) }

  /// What was written since the last time.
  func take() -> [UInt8] {
    defer { written.bytes = [] }
    return written.bytes
  }

  /// The beginning of a film that runs forever.
  func writeHead(_ settings: FilmSettings, _ palette: Palette) throws(FilmError) {
    var colors = palette.colors.map { GifColorType(Red: $0.x, Green: $0.y, Blue: $0.z) }
    colors += repeatElement(
      GifColorType(Red: 255, Green: 255, Blue: 255), count: 256 - colors.count)
    guard let map = GifMakeMapObject(256, colors) else { throw .outOfMemory(path: path) }
    defer { GifFreeMapObject(map) }
    try check(EGifPutScreenDesc(file, Int32(settings.width), Int32(settings.height), 256, 0, map))
    try check(EGifPutExtensionLeader(file, APPLICATION_EXT_FUNC_CODE))
    try check(EGifPutExtensionBlock(file, 11, "NETSCAPE2.0"))
    try check(EGifPutExtensionBlock(file, 3, [1, 0, 0] as [UInt8]))
    try check(EGifPutExtensionTrailer(file))
    if !settings.texts.isEmpty { try check(EGifPutComment(file, settings.words)) }
  }

  /// How long the next frame is shown, in hundredths of a second.
  func writeControl(ticks: Int, transparent: UInt8) throws(FilmError) {
    var control = GraphicsControlBlock(
      DisposalMode: DISPOSE_DO_NOT, UserInputFlag: false, DelayTime: Int32(ticks),
      TransparentColor: Int32(transparent))
    var bytes = [UInt8](repeating: 0, count: 4)
    EGifGCBToExtension(&control, &bytes)
    try check(EGifPutExtension(file, GRAPHICS_EXT_FUNC_CODE, 4, bytes))
  }

  /// A frame, and nothing of what stands before it in a file.
  ///
  /// - Parameter row: the numbers of the colors of a row.
  func writeFrame(_ box: ChangedBox, row: (_ y: Int) -> [UInt8]) throws(FilmError) {
    // giflib wants to know how many bits a color takes.
    guard let map = GifMakeMapObject(256, nil) else { throw .outOfMemory(path: path) }
    defer { GifFreeMapObject(map) }
    try check(EGifPutScreenDesc(file, 1, 1, 256, 0, map))
    _ = take()
    try check(
      EGifPutImageDesc(
        file, Int32(box.left), Int32(box.top), Int32(box.width), Int32(box.height), false, nil))
    for y in 0..<box.height {
      var line = row(y)
      try check(EGifPutLine(file, &line, Int32(box.width)))
    }
  }

  private func check(_ status: Int32) throws(FilmError) {
    guard status != GIF_OK else { return }
    let reason = GifErrorString(file.pointee.Error).map { String(cString: $0) }
    throw .encodingFailed(path: path, reason: reason ?? "giflib says no reason")
  }
}
