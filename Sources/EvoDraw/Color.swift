/// A color in sRGB: components and opacity from 0 to 1.
public struct Color: Sendable, Equatable {
  public var red: Double
  public var green: Double
  public var blue: Double
  public var alpha: Double

  public init(red: Double, green: Double, blue: Double, alpha: Double = 1) {
    self.red = red
    self.green = green
    self.blue = blue
    self.alpha = alpha
  }

  /// An opaque color from 0xRRGGBB.
  public init(_ hex: UInt32) {
    self.init(
      red: Double(hex >> 16 & 0xff) / 255, green: Double(hex >> 8 & 0xff) / 255,
      blue: Double(hex & 0xff) / 255)
  }

  /// The same color at an opacity from 0 (invisible) to 1.
  public func opacity(_ alpha: Double) -> Color {
    Color(red: red, green: green, blue: blue, alpha: alpha)
  }

  /// The color `share` of the way from this one to `other`.
  public func mixed(with other: Color, _ share: Double) -> Color {
    Color(
      red: red + (other.red - red) * share, green: green + (other.green - green) * share,
      blue: blue + (other.blue - blue) * share, alpha: alpha + (other.alpha - alpha) * share)
  }
}

/// Colors that stay apart under every common form of color blindness (Okabe and Ito 2008, "Color
/// Universal Design"), and the neutrals that the pictures share.
extension Color {
  public static let orange = Color(0xE69F00)
  public static let skyBlue = Color(0x56B4E9)
  public static let green = Color(0x009E73)
  public static let yellow = Color(0xF0E442)
  public static let blue = Color(0x0072B2)
  public static let vermilion = Color(0xD55E00)
  public static let purple = Color(0xCC79A7)

  public static let white = Color(0xFFFFFF)
  /// Text and outlines.
  public static let ink = Color(0x1F2933)
  /// Secondary text.
  public static let slate = Color(0x616E7C)
  /// Ticks and quiet outlines.
  public static let mist = Color(0xCBD2D9)
  /// Grid lines.
  public static let haze = Color(0xE8ECF0)

  /// Colors for series, in order of use: neighbors differ most.
  public static let series = [blue, vermilion, green, purple, orange, skyBlue]
}
