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

  @Test("shows five times the size of a creature whose file has no camera")
  func fits() throws {
    let spec = try WalkerSpec.parse(smallWalker, file: "small.yaml")
    #expect(spec.camera.width == 5 * 1.25)
    #expect(try walkerSpec("hopper").camera.width == 10)
  }

  @Test("tells the legend how far the creature has come")
  func distance() throws {
    var rig = WalkerRig(try walkerSpec("bipedal-walker"))
    rig.reset(seed: 1)
    let atStart = rig.walker.captions
    #expect(atStart == ["distance 0.0 m"])
    for _ in 0..<60 { _ = rig.step([1, -1, 1, -1]) }
    let later = rig.walker.captions
    #expect(later != atStart)
  }

  @Test("draws a square with corners, not as a ball")
  func square() throws {
    let text = smallWalker.replacing(
      "joints:\n",
      with: "  block: {box: [0.8, 0.8], density: 1, at: [1.5, 0.5], color: \"#ff0000\"}\njoints:\n")
    var rig = WalkerRig(try WalkerSpec.parse(text, file: "block.yaml"))
    rig.reset(seed: 1)
    let bitmap = try picture(of: rig, width: 600, height: 400)
    let reds = bitmap.pixels.indices.filter { index in
      let (red, green) = (bitmap.pixels[index] >> 16 & 0xff, bitmap.pixels[index] >> 8 & 0xff)
      return red > 180 && green < 90
    }
    let columns = reds.map { $0 % bitmap.width }
    let rows = reds.map { $0 / bitmap.width }
    let side = ((columns.max() ?? 0) - (columns.min() ?? 0) + 1)
    let height = ((rows.max() ?? 0) - (rows.min() ?? 0) + 1)
    // A ball fills 79 % of the square around it.
    #expect(Double(reds.count) > 0.93 * Double(side * height))
  }
}
