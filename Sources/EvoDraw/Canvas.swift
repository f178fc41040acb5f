import CCairo

/// A picture being drawn, anti-aliased, on an opaque ground.
///
/// Coordinates are pixels from the top left corner, y down, until a `Transform` is pushed; lengths
/// and line widths follow it, text stays upright in pixels. Shapes with a coordinate that is not
/// finite are left out (a stroke gets a gap there), and those far outside are clamped, so a
/// simulation that went wrong is drawn without harm.
///
/// The same calls give the same pixels. A canvas belongs to one thread at a time.
public final class Canvas {
  /// The longest side that a canvas can have, in pixels.
  public static let largestSide = 16_384
  /// Cairo computes in 24.8 fixed point and dashes are laid out one by one, so nothing is drawn
  /// farther out than this many pixels.
  private static let farthest = 65_536.0

  public let width: Int
  public let height: Int
  /// From the current units to pixels.
  public private(set) var transform = Transform.identity
  let surface: OpaquePointer
  let context: OpaquePointer

  /// A white canvas of 1 to `largestSide` pixels a side.
  public convenience init(width: Int, height: Int) throws(DrawError) {
    try self.init(width: width, height: height) {
      cairo_image_surface_create(CAIRO_FORMAT_RGB24, Int32(width), Int32(height))
    }
    fill(.white)
  }

  init(width: Int, height: Int, makeSurface: () -> OpaquePointer?) throws(DrawError) {
    let sides = 1...Self.largestSide
    guard sides.contains(width), sides.contains(height) else {
      throw .impossibleSize(width: width, height: height)
    }
    guard let surface = makeSurface(), let context = cairo_create(surface),
      cairo_status(context) == CAIRO_STATUS_SUCCESS
    else { throw .outOfMemory(width: width, height: height) }
    self.width = width
    self.height = height
    self.surface = surface
    self.context = context
    cairo_set_line_join(context, CAIRO_LINE_JOIN_ROUND)
    // Letters keep their shape at every size instead of snapping to pixels.
    let options = cairo_font_options_create()
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY)
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE)
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF)
    cairo_set_font_options(context, options)
    cairo_font_options_destroy(options)
  }

  deinit {
    cairo_destroy(context)
    cairo_surface_destroy(surface)
  }

  /// The whole canvas in pixels.
  public var bounds: Rectangle {
    Rectangle(low: Point(0, 0), high: Point(Double(width), Double(height)))
  }

  /// The part of the current units that can be seen (its bounding box where they are turned).
  public var visible: Rectangle {
    let corners = bounds.corners.map(transform.inverse)
    guard corners.allSatisfy(\.isFinite) else { return bounds }
    return Rectangle(
      low: corners.reduce(corners[0]) { pointwiseMin($0, $1) },
      high: corners.reduce(corners[0]) { pointwiseMax($0, $1) })
  }

  /// How large details should be: 1 on a canvas of 600x400, 2 on one of 1200x800.
  public var detail: Double { min(Double(width) / 600, Double(height) / 400) }

  /// Draws in the units of `inner`, which maps to the current ones.
  public func with<Failure: Error>(
    _ inner: Transform, _ draw: () throws(Failure) -> Void
  ) throws(Failure) {
    let outer = transform
    transform = outer.after(inner)
    defer { transform = outer }
    try draw()
  }

  /// Fills the whole canvas.
  public func fill(_ color: Color) {
    set(color)
    cairo_paint(context)
  }

  public func fill(_ path: Path, _ color: Color) {
    set(color)
    fill(path)
  }

  /// Fills with a gradient between two points.
  public func fill(_ path: Path, from start: (Point, Color), to end: (Point, Color)) {
    let (first, last) = (transform(start.0), transform(end.0))
    guard first.isFinite, last.isFinite else { return }
    let pattern = cairo_pattern_create_linear(first.x, first.y, last.x, last.y)
    defer { cairo_pattern_destroy(pattern) }
    for (offset, color) in [(0.0, start.1), (1.0, end.1)] {
      cairo_pattern_add_color_stop_rgba(
        pattern, offset, color.red, color.green, color.blue, color.alpha)
    }
    cairo_set_source(context, pattern)
    fill(path)
  }

  public enum LineCap: Sendable {
    case butt
    case round
  }

  /// Draws a line along `path`, with `dash` listing lengths drawn and left out in turn.
  public func stroke(
    _ path: Path, _ color: Color, width: Double, cap: LineCap = .round, dash: [Double] = []
  ) {
    let scale = transform.scale
    let pixels = min(width * scale, Self.farthest)
    guard pixels > 0 else { return }
    let dash = dash.map { $0 * scale }
    let isDashed = dash.allSatisfy { $0 >= 0 } && dash.reduce(0, +) >= 1
    set(color)
    cairo_set_line_width(context, pixels)
    cairo_set_line_cap(context, cap == .butt ? CAIRO_LINE_CAP_BUTT : CAIRO_LINE_CAP_ROUND)
    cairo_set_dash(context, dash, isDashed ? Int32(dash.count) : 0, 0)
    trace(path.mapped(by: transform))
    cairo_stroke(context)
  }

  /// Limits what `draw` draws to a rectangle in pixels.
  public func clipped(to rectangle: Rectangle, _ draw: () -> Void) {
    cairo_save(context)
    trace(.rectangle(rectangle))
    cairo_clip(context)
    draw()
    cairo_restore(context)
  }

  func set(_ color: Color) {
    cairo_set_source_rgba(context, color.red, color.green, color.blue, color.alpha)
  }

  private func fill(_ path: Path) {
    let path = path.mapped(by: transform)
    guard path.isFinite else { return }
    trace(path)
    cairo_fill(context)
  }

  /// Hands a path in pixels to Cairo; a point that is not finite leaves a gap.
  private func trace(_ path: Path) {
    let low = Point(repeating: -Self.farthest)
    let high = Point(repeating: Self.farthest)
    var isDrawing = false
    cairo_new_path(context)
    for element in path.elements {
      switch element {
      case .move(let point) where point.isFinite:
        let point = point.clamped(lowerBound: low, upperBound: high)
        cairo_move_to(context, point.x, point.y)
        isDrawing = true
      case .line(let point) where point.isFinite:
        let point = point.clamped(lowerBound: low, upperBound: high)
        isDrawing
          ? cairo_line_to(context, point.x, point.y) : cairo_move_to(context, point.x, point.y)
        isDrawing = true
      case .curve(let first, let second, let end)
      where isDrawing && first.isFinite && second.isFinite && end.isFinite:
        let first = first.clamped(lowerBound: low, upperBound: high)
        let second = second.clamped(lowerBound: low, upperBound: high)
        let end = end.clamped(lowerBound: low, upperBound: high)
        cairo_curve_to(context, first.x, first.y, second.x, second.y, end.x, end.y)
      case .close:
        if isDrawing { cairo_close_path(context) }
      default:
        isDrawing = false
      }
    }
  }
}

extension Canvas {
  /// Calls `body` with the rows of pixels, each 0x??RRGGBB, and how many lie from row to row.
  func withPixels<Result, Failure: Error>(
    _ body: (UnsafePointer<UInt32>, _ stride: Int) throws(Failure) -> Result
  ) throws(Failure) -> Result? {
    cairo_surface_flush(surface)
    guard let data = cairo_image_surface_get_data(surface) else { return nil }
    let stride = Int(cairo_image_surface_get_stride(surface)) / 4
    return try body(
      UnsafeRawPointer(data).assumingMemoryBound(to: UInt32.self), stride)
  }

  /// A copy of what has been drawn.
  public func bitmap() -> Bitmap {
    let pixels = [UInt32](unsafeUninitializedCapacity: width * height) { pixels, count in
      withPixels { rows, stride in
        for y in 0..<height {
          for x in 0..<width { pixels[y * width + x] = rows[y * stride + x] | 0xff00_0000 }
        }
        count = width * height
      }
    }
    return Bitmap(width: width, height: height, pixels: pixels)
  }

  /// Draws a bitmap, scaled to fill `frame`, in pixels.
  public func draw(_ bitmap: Bitmap, in frame: Rectangle) {
    guard frame.width > 0, frame.height > 0 else { return }
    var pixels = bitmap.pixels
    pixels.withUnsafeMutableBytes { bytes in
      let source = cairo_image_surface_create_for_data(
        bytes.baseAddress, CAIRO_FORMAT_RGB24, Int32(bitmap.width), Int32(bitmap.height),
        Int32(4 * bitmap.width))
      defer { cairo_surface_destroy(source) }
      cairo_save(context)
      trace(.rectangle(frame))
      cairo_clip(context)
      cairo_translate(context, frame.low.x, frame.low.y)
      cairo_scale(
        context, frame.width / Double(bitmap.width), frame.height / Double(bitmap.height))
      cairo_set_source_surface(context, source, 0, 0)
      // Without padding, the picture's edge would blend into the ground.
      cairo_pattern_set_extend(cairo_get_source(context), CAIRO_EXTEND_PAD)
      cairo_paint(context)
      cairo_restore(context)
    }
  }
}
