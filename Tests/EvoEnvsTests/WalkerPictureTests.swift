import EvoCore
import EvoDraw
import EvoEnvs
import Testing

@Suite("A walker's picture")
struct WalkerPictureTests {
  private func picture(
    of rig: borrowing WalkerRig, width: Int = 300, height: Int = 200
  ) throws -> Bitmap {
    let canvas = try Canvas(width: width, height: height)
    // A color that no picture uses shows what was left unpainted.
    canvas.fill(Color(0xff00ff))
    rig.walker.draw(on: canvas)
    return canvas.bitmap()
  }

  @Test(
    "covers the whole canvas at any size", arguments: [(600, 400), (1, 1), (90, 300), (700, 60)])
  func covers(width: Int, height: Int) throws {
    var rig = WalkerRig(try walkerSpec("bipedal-walker-hardcore"))
    let unborn = try picture(of: rig, width: width, height: height)
    #expect(!unborn.pixels.contains(0xffff_00ff))
    rig.reset(seed: 1)
    let standing = try picture(of: rig, width: width, height: height)
    #expect(!standing.pixels.contains(0xffff_00ff))
  }

  @Test("survives a world that blew up")
  func blowUp() throws {
    var rig = WalkerRig(try walkerSpec("hopper"))
    rig.reset(seed: 1)
    rig.reset(ground: rig.walker.ground, force: SIMD2(.nan, 0))
    let bitmap = try picture(of: rig)
    #expect(!bitmap.pixels.contains(0xffff_00ff))
  }

  @Test("is the same for the same state, and another after a step", arguments: shippedWalkers)
  func state(_ name: String) throws {
    var rig = WalkerRig(try walkerSpec(name))
    rig.reset(seed: 1)
    let first = try picture(of: rig)
    let again = try picture(of: rig)
    #expect(first == again)
    let width = rig.walker.spec.action.width
    for _ in 0..<10 { _ = rig.step(Array(repeating: 1, count: width)) }
    let later = try picture(of: rig)
    #expect(first != later)
  }
}
