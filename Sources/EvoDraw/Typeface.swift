import CCairo
import Glibc

/// DejaVu Sans, which the pictures are lettered in.
///
/// The file is opened directly: asking fontconfig for it would cost 4 ms of processor time, and far
/// more where its cache is cold, against half a millisecond.
enum Typeface {
  /// Height of a capital letter, as a share of the size.
  static let capitalHeight = 0.729

  static func face(_ weight: Canvas.FontWeight) -> OpaquePointer? {
    weight == .bold ? bold : regular
  }

  // Cairo locks a face while it uses it, and nothing ever changes these two pointers.
  nonisolated(unsafe) private static let regular = open(
    "DejaVuSans.ttf", orNamed: CAIRO_FONT_WEIGHT_NORMAL)
  nonisolated(unsafe) private static let bold = open(
    "DejaVuSans-Bold.ttf", orNamed: CAIRO_FONT_WEIGHT_BOLD)

  /// Where Debian, Arch and Fedora keep the fonts.
  private static let folders = [
    "/usr/share/fonts/truetype/dejavu", "/usr/share/fonts/TTF",
    "/usr/share/fonts/dejavu-sans-fonts", "/usr/share/fonts/dejavu",
  ]

  /// The variable that names a folder with the two files, for systems that keep them nowhere.
  static let variable = "EVO_RL_FONTS"

  private static func open(_ file: String, orNamed weight: cairo_font_weight_t) -> OpaquePointer? {
    let own = getenv(variable).map { [String(cString: $0)] } ?? []
    for folder in own + folders {
      if let face = ccairo_open_font("\(folder)/\(file)") { return face }
    }
    return cairo_toy_font_face_create("DejaVu Sans", CAIRO_FONT_SLANT_NORMAL, weight)
  }
}
