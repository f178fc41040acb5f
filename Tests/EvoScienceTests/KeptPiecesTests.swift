import EvoScience
import Foundation
import Testing

@Suite("Pieces of a long experiment")
struct KeptPiecesTests {
  private let folder = FileManager.default.temporaryDirectory
    .appending(path: "evo-pieces-\(UUID().uuidString)")
  private var pieces: KeptPieces { KeptPieces(in: folder.path(percentEncoded: false)) }
  private static let rows = [[1.0, -0.1], [2.0, 1e-300]]

  private struct Made: Error {}

  @Test("a finished piece is not made again, and comes back with the same numbers")
  func kept() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let settings = "env: hopper\nseed: 1\n"
    #expect(try pieces.rows("a", madeWith: settings) { Self.rows } == Self.rows)
    #expect(try pieces.rows("a", madeWith: settings) { throw Made() } == Self.rows)
  }

  @Test("a piece of other settings, of another name or with a damaged number is made again")
  func others() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    _ = try pieces.rows("a", madeWith: "seed: 1") { Self.rows }
    #expect(throws: Made.self) { try pieces.rows("a", madeWith: "seed: 2") { throw Made() } }
    #expect(throws: Made.self) { try pieces.rows("b", madeWith: "seed: 1") { throw Made() } }
    try "# seed: 1\n1.0,x\n".write(
      to: folder.appending(path: "pieces/a.csv"), atomically: true, encoding: .utf8)
    #expect(throws: Made.self) { try pieces.rows("a", madeWith: "seed: 1") { throw Made() } }
  }

  @Test("pieces are removed with their folder, and without a folder nothing is kept")
  func removed() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    _ = try pieces.rows("a", madeWith: "seed: 1") { Self.rows }
    try pieces.remove()
    #expect(
      !FileManager.default.fileExists(
        atPath: folder.appending(path: "pieces").path(percentEncoded: false)))
    let none = KeptPieces()
    _ = try none.rows("a", madeWith: "seed: 1") { Self.rows }
    #expect(throws: Made.self) { try none.rows("a", madeWith: "seed: 1") { throw Made() } }
  }
}
