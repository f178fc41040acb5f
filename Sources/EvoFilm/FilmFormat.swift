import EvoWords

/// The kinds of film, named by the ending of a file.
public enum FilmFormat: String, CaseIterable, Sendable {
  /// Animated WebP, lossy: small, and shown by every browser.
  case webp
  /// 256 colors for the whole film.
  case gif
  /// APNG: exact, and large.
  case png
  /// H.264 by the program ffmpeg: smallest.
  case mp4

  /// The kind that the ending of a path names, in upper or lower case.
  ///
  /// - Throws: `FilmError.unknownEnding`.
  public init(path: String) throws(FilmError) {
    let name = path.split(separator: "/").last ?? ""
    let ending = name.lastIndex(of: ".").map { name[$0...].dropFirst().lowercased() } ?? ""
    guard let format = Self.endings[ending] else {
      throw .unknownEnding(
        path: path, ending: ending,
        nearest: nearestName(to: ending, in: Self.endings.keys.sorted()))
    }
    self = format
  }

  private static let endings: [String: FilmFormat] = {
    var endings = Dictionary(uniqueKeysWithValues: allCases.map { ($0.rawValue, $0) })
    endings["apng"] = .png
    return endings
  }()

  /// Frames a second that every viewer shows at their time. Browsers take a delay of 10 ms or less for
  /// one of 100 ms, and GIF counts hundredths of a second.
  public var fastestRate: Double { self == .gif ? 50 : 60 }

  /// The longest side in pixels.
  var largestSide: Int { self == .webp ? 16_383 : 16_384 }

  /// The size in which a film is drawn that was asked for in another: H.264 has colors for squares of
  /// four pixels only.
  func size(width: Int, height: Int) -> (width: Int, height: Int) {
    self == .mp4 ? (width + width % 2, height + height % 2) : (width, height)
  }
}
