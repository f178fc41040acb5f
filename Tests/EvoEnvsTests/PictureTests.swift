import EvoDraw
import Testing

import EvoEnvs

@Suite struct PictureTests {
  static let numbers = [0, 0.3, -2.4, 1e9, -1e30, .nan, .infinity, -.infinity]
  static let sizes = [(600, 400), (1, 1), (90, 300), (700, 60)]

  static func draw(_ picture: some Drawable, width: Int = 600, height: Int = 400) throws -> Bitmap {
    let canvas = try Canvas(width: width, height: height)
    // A color that no picture uses shows what was left unpainted.
    canvas.fill(Color(0xff00ff))
    picture.draw(on: canvas)
    return canvas.bitmap()
  }

  @Test("any state of the cart-pole gives a whole picture", arguments: sizes)
  func cartPoleSurvives(width: Int, height: Int) throws {
    for position in Self.numbers {
      for angle in Self.numbers {
        let picture = CartPolePicture(position: position, angle: angle, push: 1)
        let bitmap = try Self.draw(picture, width: width, height: height)
        #expect(!bitmap.pixels.contains(0xffff_00ff))
      }
    }
  }

  @Test("any state of the pendulum gives a whole picture", arguments: sizes)
  func pendulumSurvives(width: Int, height: Int) throws {
    for angle in Self.numbers {
      for torque in Self.numbers {
        let picture = PendulumPicture(angle: angle, torque: torque)
        let bitmap = try Self.draw(picture, width: width, height: height)
        #expect(!bitmap.pixels.contains(0xffff_00ff))
      }
    }
  }

  @Test("the same state gives the same pixels, another state others")
  func deterministic() throws {
    let upright = PendulumPicture(angle: 0, torque: 0)
    #expect(try Self.draw(upright) == Self.draw(upright))
    #expect(try Self.draw(upright) != Self.draw(PendulumPicture(angle: 0.05, torque: 0)))
    let cart = CartPolePicture(position: 0, angle: 0, push: nil)
    #expect(try Self.draw(cart) == Self.draw(cart))
    #expect(
      try Self.draw(cart) != Self.draw(CartPolePicture(position: 0.05, angle: 0, push: nil)))
    #expect(try Self.draw(cart) != Self.draw(CartPolePicture(position: 0, angle: 0, push: 0)))
  }

  @Test("an environment draws its own state")
  func environments() throws {
    var cart = CartPole()
    cart.position = 0.5
    cart.angle = 0.125
    cart.lastAction = 1
    #expect(
      try Self.draw(cart) == Self.draw(CartPolePicture(position: 0.5, angle: 0.125, push: 1)))
    var pendulum = Pendulum()
    pendulum.angle = 2.5
    pendulum.torque = -1.5
    #expect(try Self.draw(pendulum) == Self.draw(PendulumPicture(angle: 2.5, torque: -1.5)))
  }

  /// The mean column of the pixels in which two pictures differ.
  static func center(ofChange first: Bitmap, _ second: Bitmap) -> Double {
    var sum = 0
    var count = 0
    for index in first.pixels.indices where first.pixels[index] != second.pixels[index] {
      sum += index % first.width
      count += 1
    }
    return Double(sum) / Double(count)
  }

  @Test("a pole with a positive angle leans to the right, a cart at a positive place is right")
  func cartPoleDirections() throws {
    let gone = try Self.draw(CartPolePicture(position: .nan, angle: 0))
    let right = try Self.draw(CartPolePicture(position: 1.5, angle: 0))
    #expect(Self.center(ofChange: gone, right) > 400)
    let pole = try Self.draw(CartPolePicture(position: 0, angle: .pi / 2))
    let noPole = try Self.draw(CartPolePicture(position: 0, angle: .nan))
    #expect(Self.center(ofChange: pole, noPole) > 320)
  }

  @Test("a pendulum with a positive angle is turned counterclockwise, as is a positive torque")
  func pendulumDirections() throws {
    let gone = try Self.draw(PendulumPicture(angle: .nan, torque: 0))
    let left = try Self.draw(PendulumPicture(angle: .pi / 2, torque: 0))
    #expect(Self.center(ofChange: gone, left) < 260)
    let calm = try Self.draw(PendulumPicture(angle: 0, torque: 0))
    let pushed = try Self.draw(PendulumPicture(angle: 0, torque: 1))
    #expect(Self.center(ofChange: calm, pushed) < 290)
  }
}
