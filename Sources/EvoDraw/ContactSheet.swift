/// Pictures side by side in one, each with a caption below it.
public struct ContactSheet: Sendable {
  public var pictures: [(bitmap: Bitmap, caption: String)]
  /// Nil chooses a number that makes the sheet about 3:2.
  public var columns: Int?
  /// Width of each picture in pixels; its height keeps the aspect ratio of the first.
  public var cellWidth: Int
  /// A heading over the sheet, or empty.
  public var title: String

  public init(
    _ pictures: [(bitmap: Bitmap, caption: String)], columns: Int? = nil, cellWidth: Int = 300,
    title: String = ""
  ) {
    self.pictures = pictures
    self.columns = columns
    self.cellWidth = cellWidth
    self.title = title
  }

  /// Where everything goes, in pixels.
  package struct Layout: Equatable {
    package var columns: Int
    package var rows: Int
    package var cellWidth: Int
    package var cellHeight: Int
    package var gap: Int
    package var captionHeight: Int
    package var titleHeight: Int

    package var width: Int { columns * (cellWidth + gap) + gap }
    package var height: Int { titleHeight + rows * (cellHeight + captionHeight + gap) + gap }

    package func cell(_ index: Int) -> Rectangle {
      let low = Point(
        Double(gap + index % columns * (cellWidth + gap)),
        Double(titleHeight + gap + index / columns * (cellHeight + captionHeight + gap)))
      return Rectangle(low: low, high: low + Point(Double(cellWidth), Double(cellHeight)))
    }
  }

  package func layout() throws(DrawError) -> Layout {
    guard let first = pictures.first?.bitmap else { throw .emptyContactSheet }
    let cellWidth = min(max(cellWidth, 1), Canvas.largestSide)
    let ratio = Double(first.height) / Double(first.width)
    let cellHeight = min(max(Int((Double(cellWidth) * ratio).rounded()), 1), Canvas.largestSide)
    let even = (1.5 * ratio * Double(pictures.count)).squareRoot().rounded(.up)
    let columns = min(max(columns ?? Int(even), 1), pictures.count)
    return Layout(
      columns: columns, rows: (pictures.count + columns - 1) / columns, cellWidth: cellWidth,
      cellHeight: cellHeight, gap: max(cellWidth / 25, 2),
      captionHeight: max(cellWidth / 12, 12),
      titleHeight: title.isEmpty ? 0 : max(cellWidth / 6, 24))
  }

  /// Draws the sheet on a canvas of the size that it needs.
  ///
  /// Throws where there is no picture, or where that size is over `Canvas.largestSide`.
  public func canvas() throws(DrawError) -> Canvas {
    let layout = try layout()
    let canvas = try Canvas(width: layout.width, height: layout.height)
    let captionSize = 0.6 * Double(layout.captionHeight)
    canvas.text(
      title, at: Point(Double(layout.gap), Double(layout.gap)) + Point(0, 1.2 * captionSize),
      size: 1.5 * captionSize, .ink, anchor: .leadingMiddle, weight: .bold)
    for (index, picture) in pictures.enumerated() {
      let cell = layout.cell(index)
      canvas.draw(picture.bitmap, in: cell)
      canvas.stroke(.rectangle(cell), .mist, width: 1)
      canvas.text(
        picture.caption,
        at: Point(cell.center.x, cell.high.y + 0.55 * Double(layout.captionHeight)),
        size: captionSize, .slate, anchor: .center)
    }
    return canvas
  }
}
