extension [UInt8] {
  /// Appends a number's `count` low bytes, the lowest first.
  mutating func append(little number: Int, bytes count: Int) {
    for index in 0..<count { append(UInt8(truncatingIfNeeded: number >> (8 * index))) }
  }

  /// Appends a number's `count` low bytes, the lowest last.
  mutating func append(big number: Int, bytes count: Int) {
    for index in (0..<count).reversed() {
      append(UInt8(truncatingIfNeeded: number >> (8 * index)))
    }
  }
}
