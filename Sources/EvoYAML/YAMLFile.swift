#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

package enum YAMLFile {
  /// The bytes of a file, at most one more than are parsed.
  package static func bytes(of path: String) throws(YAMLError) -> [UInt8] {
    func unreadable() -> YAMLError {
      YAMLError(
        .file(path, line: nil), .unreadable(reason: String(cString: strerror(errno))))
    }
    guard let file = fopen(path, "rb") else { throw unreadable() }
    defer { fclose(file) }
    let capacity = YAMLNode.sizeLimit + 1
    let bytes = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
      count = fread(buffer.baseAddress, 1, capacity, file)
    }
    guard ferror(file) == 0 else { throw unreadable() }
    return bytes
  }
}
