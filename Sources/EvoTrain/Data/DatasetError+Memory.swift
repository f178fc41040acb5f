import EvoFiles

extension DatasetError {
  /// Asks for memory before it is taken: Swift ends a process that is refused it.
  ///
  /// - Parameters:
  ///   - need: bytes.
  ///   - file: what is read.
  /// - Throws: `noMemory` when there is less.
  static func requireMemory(_ need: Int, for file: String) throws(DatasetError) {
    guard need > smallNeed else { return }
    let available = FreeMemory.bytes()
    guard need <= available else {
      throw .noMemory(file: file, need: need, available: available)
    }
  }

  /// What is taken without being asked for.
  private static let smallNeed = 1 << 20

  init(_ failure: Gzip.Failure, file: String) {
    self =
      switch failure {
      case .damaged: .notUnpacked(file: file, isTruncated: false)
      case .truncated: .notUnpacked(file: file, isTruncated: true)
      case .noMemory(let need, let available):
        .noMemory(file: file, need: need, available: available)
      }
  }
}
