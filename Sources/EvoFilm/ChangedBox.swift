import EvoDraw
import Glibc

/// The smallest rectangle that holds every pixel in which a frame differs from the one before.
struct ChangedBox: Equatable, Sendable {
  var left: Int
  var top: Int
  var width: Int
  var height: Int

  /// The whole of a picture.
  init(of frame: Bitmap) {
    (left, top, width, height) = (0, 0, frame.width, frame.height)
  }

  /// The whole frame where there is none before; nil where nothing differs.
  init?(of frame: Bitmap, since previous: Bitmap?) {
    self.init(of: frame)
    guard let previous else { return }
    let width = frame.width
    let found = frame.pixels.withUnsafeBufferPointer { new in
      previous.pixels.withUnsafeBufferPointer { old -> ChangedBox? in
        guard let new = new.baseAddress, let old = old.baseAddress else { return nil }
        func differs(_ y: Int) -> Bool {
          memcmp(new + y * width, old + y * width, 4 * width) != 0
        }
        guard let top = (0..<frame.height).first(where: differs),
          let bottom = (top..<frame.height).last(where: differs)
        else { return nil }
        var (left, right) = (width, 0)
        for y in top...bottom {
          let (new, old) = (new + y * width, old + y * width)
          var x = 0
          while x < left, new[x] == old[x] { x += 1 }
          left = min(left, x)
          x = width
          while x > right, new[x - 1] == old[x - 1] { x -= 1 }
          right = max(right, x)
        }
        return ChangedBox(left: left, top: top, width: right - left, height: bottom - top + 1)
      }
    }
    guard let found else { return nil }
    self = found
  }

  init(left: Int, top: Int, width: Int, height: Int) {
    (self.left, self.top, self.width, self.height) = (left, top, width, height)
  }

  /// The smallest one around it that is made of whole squares of this side, but for what is beyond the
  /// edges of the frame.
  func widened(to side: Int, in frame: Bitmap) -> ChangedBox {
    let (left, top) = (self.left / side * side, self.top / side * side)
    func end(_ end: Int, _ limit: Int) -> Int { min((end + side - 1) / side * side, limit) }
    return ChangedBox(
      left: left, top: top, width: end(self.left + width, frame.width) - left,
      height: end(self.top + height, frame.height) - top)
  }
}
