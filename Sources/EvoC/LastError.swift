import Glibc

/// Why the last call of each thread failed, as C reads it.
enum LastError {
  private static let key: pthread_key_t = {
    var key = pthread_key_t()
    pthread_key_create(&key) { free($0) }
    return key
  }()

  // Never written to: a text of no length that stays.
  nonisolated(unsafe) private static let none: UnsafePointer<CChar> = {
    let text = UnsafeMutablePointer<CChar>.allocate(capacity: 1)
    text.initialize(to: 0)
    return UnsafePointer(text)
  }()

  /// Keeps the error until the next one of this thread.
  static func set(_ error: any Error) {
    if let earlier = pthread_getspecific(key) { free(earlier) }
    pthread_setspecific(key, strdup("\(error)"))
  }

  static var text: UnsafePointer<CChar> {
    pthread_getspecific(key).map { UnsafePointer($0.assumingMemoryBound(to: CChar.self)) } ?? none
  }
}
