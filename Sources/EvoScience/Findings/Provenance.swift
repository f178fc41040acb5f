import EvoFiles
import Glibc

/// What a page's figures were made by.
public struct Provenance: Sendable {
  /// The name of the processor.
  public let processor: String
  /// The first letters of the commit that the checkout is at; nil outside of one.
  public let commit: String?
  /// The day, in UTC.
  public let date: String

  public init(processor: String, commit: String?, date: String) {
    self.processor = processor
    self.commit = commit
    self.date = date
  }

  /// Today, and the commit of the checkout that the program's files come from.
  public init(processor: String, locator: ResourceLocator = ResourceLocator()) {
    var now = time(nil)
    var parts = tm()
    gmtime_r(&now, &parts)
    var text = [CChar](repeating: 0, count: 16)
    let length = strftime(&text, text.count, "%Y-%m-%d", &parts)
    self.init(
      processor: processor, commit: locator.roots.lazy.compactMap(Self.commit(of:)).first,
      date: String(decoding: text[..<length].map(UInt8.init(bitPattern:)), as: UTF8.self))
  }

  /// The commit that a checkout's HEAD names, read from its files.
  static func commit(of folder: String) -> String? {
    let git = "\(folder)/.git"
    guard let head = line("\(git)/HEAD") else { return nil }
    let full: String?
    if head.hasPrefix("ref: ") {
      let name = head.dropFirst(5)
      full =
        line("\(git)/\(name)")
        ?? text("\(git)/packed-refs").flatMap { packed in
          packed.split(separator: "\n").first { $0.hasSuffix(" \(name)") }.map(String.init)
        }
    } else {
      full = head
    }
    return full.map { String($0.prefix(9)) }
  }

  private static func text(_ path: String) -> String? {
    (try? FileSystem.posix.readFile(path, limit: 1 << 22)).map {
      String(decoding: $0, as: UTF8.self)
    }
  }

  private static func line(_ path: String) -> String? {
    text(path)?.split(separator: "\n").first.map(String.init)
  }

  /// "on AMD …, commit 0123abcd9 of 2026-11-26", as it goes into a page.
  var sentence: String {
    "on \(processor), \(date)" + (commit.map { ", commit \($0)" } ?? "")
  }
}
