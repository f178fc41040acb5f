/// Why a picture could not be made, written or read.
public enum DrawError: Error, Equatable {
  case impossibleSize(width: Int, height: Int)
  case outOfMemory(width: Int, height: Int)
  case impossibleTextKey(String)
  case impossibleTextValue(key: String)
  case encodingFailed(String)
  case decodingFailed(String)
  case emptyContactSheet
}

extension DrawError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .impossibleSize(let width, let height):
      "A picture of \(width)x\(height) pixels cannot be drawn: both sides must be 1 to "
        + "\(Canvas.largestSide)."
    case .outOfMemory(let width, let height):
      "There is not enough memory for a picture of \(width)x\(height) pixels."
    case .impossibleTextKey(let key):
      "A PNG text cannot have the key \"\(key)\": a key is 1 to 79 printable ASCII characters "
        + "without a space at either end or two in a row."
    case .impossibleTextValue(let key):
      "The PNG text \"\(key)\" has a NUL character in its value, which the format does not allow."
    case .encodingFailed(let reason):
      "The picture could not be encoded as PNG: \(reason)."
    case .decodingFailed(let reason):
      "The data are not a readable PNG picture: \(reason)."
    case .emptyContactSheet:
      "A contact sheet needs at least one picture."
    }
  }
}
