import EvoCore

/// A function that a Python file brings with it where it needs it.
enum NumpyHelper: CaseIterable {
  case convolve, maxPool

  /// The functions, each behind two empty lines.
  static func text(of wanted: Set<NumpyHelper>) -> String {
    allCases.filter(wanted.contains).map { "\n\n" + $0.text + "\n" }.joined()
  }

  private var text: String {
    switch self {
    case .convolve:
      #"""
      def convolve(x, weight, bias, shape, kernel, padding):
          """W x + bias at every place of pictures of shape (channels, height, width)."""
          rim = [(0, 0), (0, 0), (padding, padding), (padding, padding)]
          pictures = np.pad(x.reshape(-1, *shape), rim)
          squares = np.lib.stride_tricks.sliding_window_view(pictures, (kernel, kernel), axis=(2, 3))
          squares = squares.transpose(0, 2, 3, 1, 4, 5)
          sums = squares.reshape(*squares.shape[:3], -1) @ weight.T + bias
          return sums.transpose(0, 3, 1, 2).reshape(*x.shape[:-1], -1)
      """#
    case .maxPool:
      #"""
      def max_pool(x, shape, size):
          """The largest number of each square of pictures of shape (channels, height, width)."""
          channels, height, width = shape[0], shape[1] // size, shape[2] // size
          pictures = x.reshape(-1, *shape)[:, :, : height * size, : width * size]
          squares = pictures.reshape(-1, channels, height, size, width, size)
          return squares.max(axis=(3, 5)).reshape(*x.shape[:-1], -1)
      """#
    }
  }
}

extension PictureShape {
  /// As Python writes it.
  var tuple: String { "(\(channels), \(height), \(width))" }
}
