import EvoDraw

/// Pictures in an order, which several threads can draw at once.
public protocol FilmScene: Sendable {
  var frameCount: Int { get }

  /// For how many frames' time a frame is shown in a film: 1, or longer.
  func time(of frame: Int) -> Int

  /// Somebody to draw them, for one thread.
  func artist() throws -> any FilmArtist
}

extension FilmScene {
  public func time(of frame: Int) -> Int { 1 }
}

/// Draws the frames of a scene on one thread.
public protocol FilmArtist: AnyObject {
  /// Draws a frame, the same whoever draws it. Frames are asked for in ascending order, and not all of
  /// them.
  func draw(_ frame: Int, on canvas: Canvas) throws

  /// What is known of the frame that was drawn last.
  var texts: [PNG.Text] { get }
}

/// A frame that has been drawn.
package struct DrawnFrame: Sendable {
  package let number: Int
  package let bitmap: Bitmap
  package let texts: [PNG.Text]
  /// The frame before it, if that was asked for.
  package let previous: Bitmap?
}
