/// Why a film could not be made.
public enum FilmError: Error, Equatable, Sendable {
  case unknownEnding(path: String, ending: String, nearest: String?)
  case tooLarge(path: String, width: Int, height: Int, limit: Int)
  /// MP4 was asked for and there is no program `ffmpeg`.
  case noEncoder(path: String)
  /// `ffmpeg` could not be started; `code` is the errno.
  case encoderNotStarted(path: String, code: Int32)
  /// `ffmpeg` ended before it had all; `reason` is what it said last.
  case encoderFailed(path: String, reason: String)
  /// A library would not encode a frame.
  case encodingFailed(path: String, reason: String)
  case outOfMemory(path: String)
}
