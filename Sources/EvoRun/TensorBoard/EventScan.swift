import EvoFiles

/// The whole events at the beginning of an event file, up to a step.
package struct EventScan: Equatable {
  /// What follows these events.
  package enum Rest: Equatable {
    case nothing
    /// Events beyond the step.
    case laterEvents
    /// Bytes that are no event, or the first part of one.
    case damage
  }

  /// Bytes of these events.
  package private(set) var length = 0
  /// The largest step of those that hold values; 0 when there are none.
  package private(set) var lastStep = 0
  package private(set) var rest = Rest.nothing

  /// - Parameter last: the step of the last events that count.
  /// - Throws: `FileError`.
  package init(_ path: String, through last: Int = .max, in fileSystem: FileSystem) throws {
    try fileSystem.readPieces(of: path) { bytes in
      let taken = take(bytes, through: last)
      // What is a part of an event now may be whole with the next piece.
      if taken == bytes.count { rest = .nothing } else if rest == .nothing { rest = .damage }
      return isOver ? nil : taken
    }
  }

  /// Whether nothing that follows can matter.
  private var isOver = false

  /// - Returns: how many bytes belong to the events.
  private mutating func take(_ bytes: ArraySlice<UInt8>, through last: Int) -> Int {
    var taken = 0
    while taken < bytes.count {
      switch EventRecord.first(of: bytes.dropFirst(taken)) {
      case .part: return taken
      case .damage:
        isOver = true
        return taken
      case .whole(let contents, let size):
        guard let event = EventMessage.heading(of: contents) else {
          isOver = true
          return taken
        }
        guard event.step <= last else {
          (rest, isOver) = (.laterEvents, true)
          return taken
        }
        taken += size
        length += size
        if event.hasValues { lastStep = max(lastStep, event.step) }
      }
    }
    return taken
  }
}
