import CCairo

extension Canvas {
  public enum FontWeight: Sendable {
    case regular
    case bold
  }

  /// Which point of a line of text is given.
  public struct TextAnchor: Sendable {
    /// Share of the width to the left of the point.
    var x: Double
    /// Share of a capital's height below the point.
    var y: Double

    public static let leading = TextAnchor(x: 0, y: 0)
    public static let leadingMiddle = TextAnchor(x: 0, y: 0.5)
    public static let leadingTop = TextAnchor(x: 0, y: 1)
    public static let top = TextAnchor(x: 0.5, y: 1)
    public static let center = TextAnchor(x: 0.5, y: 0.5)
    public static let bottom = TextAnchor(x: 0.5, y: 0)
    public static let trailing = TextAnchor(x: 1, y: 0)
    public static let trailingMiddle = TextAnchor(x: 1, y: 0.5)
  }

  /// Writes one line of text upright; `position` is in the current units, `size` in pixels.
  ///
  /// `turned` writes it from bottom to top.
  public func text(
    _ text: String, at position: Point, size: Double, _ color: Color,
    anchor: TextAnchor = .leading, weight: FontWeight = .regular, turned: Bool = false
  ) {
    let position = transform(position)
    guard position.isFinite, select(size: size, weight) else { return }
    let offset = Point(
      -anchor.x * textWidth(text), anchor.y * Typeface.capitalHeight * size)
    set(color)
    cairo_save(context)
    cairo_translate(context, position.x, position.y)
    if turned { cairo_rotate(context, -.pi / 2) }
    cairo_move_to(context, offset.x, offset.y)
    cairo_show_text(context, text)
    cairo_restore(context)
  }

  /// How many pixels a line of text takes.
  public func width(of text: String, size: Double, weight: FontWeight = .regular) -> Double {
    select(size: size, weight) ? textWidth(text) : 0
  }

  private func textWidth(_ text: String) -> Double {
    var extents = cairo_text_extents_t()
    cairo_text_extents(context, text, &extents)
    return extents.x_advance
  }

  private func select(size: Double, _ weight: FontWeight) -> Bool {
    guard size > 0, size < 4096 else { return false }
    cairo_set_font_face(context, Typeface.face(weight))
    cairo_set_font_size(context, size)
    return true
  }
}
