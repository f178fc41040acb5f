import CCairo

extension Canvas {
  /// Draws the same as vectors, and returns the SVG file.
  public static func svg(
    width: Int, height: Int, _ draw: (Canvas) -> Void
  ) throws(DrawError) -> [UInt8] {
    let file = Bytes()
    let canvas = try Canvas(width: width, height: height) {
      cairo_svg_surface_create_for_stream(
        { closure, data, count in
          guard let closure, let data else { return CAIRO_STATUS_WRITE_ERROR }
          Unmanaged<Bytes>.fromOpaque(closure).takeUnretainedValue().all
            .append(contentsOf: UnsafeBufferPointer(start: data, count: Int(count)))
          return CAIRO_STATUS_SUCCESS
        }, Unmanaged.passUnretained(file).toOpaque(), Double(width), Double(height))
    }
    canvas.fill(.white)
    draw(canvas)
    cairo_surface_finish(canvas.surface)
    // Cairo numbers the pictures of a process; the same drawing shall give the same bytes.
    let text = String(decoding: file.all, as: UTF8.self)
    return Array(text.replacing(/id="surface\d+"/, with: "id=\"picture\"").utf8)
  }

  private final class Bytes {
    var all: [UInt8] = []
  }
}
