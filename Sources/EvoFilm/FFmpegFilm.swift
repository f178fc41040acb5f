import EvoDraw
import EvoFiles
import Glibc

/// An MP4 file, which the program ffmpeg makes of raw frames.
final class FFmpegFilm: FilmEncoder {
  let compares = false
  let compress: FilmCompressor = { frame, _ in
    FilmPiece(
      box: ChangedBox(of: frame), bytes: frame.pixels.withUnsafeBytes { Array($0) })
  }
  private let process: PipedProcess
  private let path: String

  init(_ settings: FilmSettings, in draft: FileDraft, path: String) throws {
    self.path = path
    let words = Self.options(settings) + ["-f", "mp4", draft.temporaryPath]
    do throws(SystemError) { process = try PipedProcess("ffmpeg", words) } catch {
      if error.code == ENOENT { throw FilmError.noEncoder(path: path) }
      throw FilmError.encoderNotStarted(path: path, code: error.code)
    }
  }

  /// H.264 with colors as televisions mean them, in squares of four pixels, and the table of contents
  /// first: what every browser plays.
  private static func options(_ settings: FilmSettings) -> [String] {
    let input = [
      "-f", "rawvideo", "-pixel_format", "bgr0", "-framerate", "\(settings.rate)",
      "-video_size", "\(settings.width)x\(settings.height)", "-i", "pipe:0",
    ]
    let output = [
      "-vf", "scale=out_color_matrix=bt709:out_range=tv", "-c:v", "libx264",
      "-preset", "veryfast", "-crf", "20", "-pix_fmt", "yuv420p", "-color_range", "tv",
      "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709",
      "-movflags", "+faststart", "-metadata", "comment=\(settings.words)",
    ]
    return ["-hide_banner", "-loglevel", "error", "-y"] + input + output
  }

  func append(_ piece: FilmPiece, frames: Range<Int>) throws {
    for _ in frames {
      guard process.send(piece.bytes) else { throw failure(process.end()) }
    }
  }

  func finish() throws {
    let result = process.end()
    guard result.status == 0 else { throw failure(result) }
  }

  private func failure(_ result: PipedProcess.Result) -> FilmError {
    let lines = String(decoding: result.complaints, as: UTF8.self).split(separator: "\n")
    return .encoderFailed(
      path: path,
      reason: lines.first.map(String.init) ?? "it ended with status \(result.status)")
  }
}
