import EvoDraw

/// A frame in its film's format: what differs from the frame before.
struct FilmPiece: Sendable {
  let box: ChangedBox
  let bytes: [UInt8]
}

/// Makes a piece of a frame, on any thread; nil where nothing has changed.
typealias FilmCompressor = @Sendable (_ frame: Bitmap, _ previous: Bitmap?) throws -> FilmPiece?

/// Puts the pieces of one film into its file, in their order.
protocol FilmEncoder: AnyObject {
  var compress: FilmCompressor { get }
  /// Whether `compress` looks at the frame before.
  var compares: Bool { get }

  /// - Parameter frames: for which frames' time the piece is shown.
  func append(_ piece: FilmPiece, frames: Range<Int>) throws

  /// Completes the file.
  func finish() throws
}

extension FilmEncoder {
  var compares: Bool { true }
}

/// Frames in the ticks by which a file counts time. Each begins at the tick nearest to its time, so that
/// no error adds up.
struct FrameClock {
  /// Frames a second.
  let rate: Double
  let ticksPerSecond: Double

  func ticks(of frames: Range<Int>) -> Int { tick(frames.upperBound) - tick(frames.lowerBound) }

  private func tick(_ frame: Int) -> Int {
    Int((Double(frame) * ticksPerSecond / rate).rounded())
  }
}
