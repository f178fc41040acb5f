/// Something that can draw a complete picture of its current state.
///
/// Promises, each of which is a contract test:
/// 1. The whole canvas is painted, at any size and aspect ratio; 600x400 is what it is made for.
/// 2. The same state gives the same pixels, and drawing changes nothing.
/// 3. Any state is survived, NaN and infinities included.
public protocol Drawable: ~Copyable {
  borrowing func draw(on canvas: Canvas)

  /// What a legend should say of the current state besides step and return, such as
  /// "distance 12.3 m"; a line each.
  var captions: [String] { get }

  /// The picture of the current state by itself, which draws the same pixels later and on any thread; nil
  /// where there is none.
  borrowing func still() -> (any Drawable & Sendable)?
}

extension Drawable where Self: ~Copyable {
  public var captions: [String] { [] }

  public borrowing func still() -> (any Drawable & Sendable)? { nil }
}
