import EvoWords
import Glibc

extension FilmError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unknownEnding(let path, let ending, let nearest):
      (ending.isEmpty
        ? "\(path): the name has no ending that says what kind of film it is"
        : "\(path): no kind of film has the ending .\(abridged(ending))")
        + (nearest.map { "; did you mean .\($0)? Choose" } ?? "; choose")
        + " one of .webp, .gif, .png and .mp4"
    case .tooLarge(let path, let width, let height, let limit):
      "\(path): a film of \(width)x\(height) pixels is too large for its kind; "
        + "both sides may have up to \(limit)"
    case .noEncoder(let path):
      "\(path): an MP4 is made by the program ffmpeg, which is not installed; install it with "
        + "'apt-get install ffmpeg', or name the film .webp or .gif"
    case .encoderNotStarted(let path, let code):
      "\(path): ffmpeg could not be started: \(String(cString: strerror(code)).lowercased())"
    case .encoderFailed(let path, let reason):
      "\(path): ffmpeg failed: \(abridged(reason))"
    case .encodingFailed(let path, let reason):
      "\(path): a frame could not be encoded: \(reason)"
    case .outOfMemory(let path):
      "\(path): there is not enough memory for the film; choose a smaller size"
    }
  }
}
