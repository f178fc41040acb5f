import EvoCore
import EvoEnvs
import EvoFiles
import EvoTrain
import Foundation
import Testing

@Suite("What train trains")
struct ConfigurationLibraryTests {
  private static let walker = """
    name: creature
    summary: Scoot.
    step_limit: 100
    bodies:
      trunk: {box: [1, 0.5], density: 1, at: [0, 0.25]}
      arm: {box: [1, 0.2], density: 1, at: [0.9, 0.25]}
    joints:
      elbow: {between: [trunk, arm], anchors: [[0.5, 0], [-0.4, 0]], limits: [-1, 1], motor: {speed: 4, torque: 50}}
    sensors:
      - {sense: angle, of: trunk}
    start: {at: [5, 0.1]}
    reward:
      - {term: progress, of: trunk, weight: 1}
    end: []

    """

  /// A home with a configuration for walkers and one for the cart-pole, and a walker in `envs/`.
  private func home() throws -> (folder: TemporaryFolder, locator: ResourceLocator) {
    let folder = try TemporaryFolder()
    for name in ["configs", "envs"] {
      try FileManager.default.createDirectory(
        atPath: folder(name), withIntermediateDirectories: true)
    }
    try folder.write("env: hopper\nseed: 7\n", to: "configs/walker.yaml")
    try folder.write("env: cartpole\n", to: "configs/cartpole.yaml")
    try folder.write(Self.walker, to: "envs/creature.yaml")
    return (
      folder, ResourceLocator(home: folder.path, executable: nil, currentDirectory: folder("x"))
    )
  }

  @Test("a configuration's name and path mean that configuration")
  func configuration() throws {
    let (folder, locator) = try home()
    let library = ConfigurationLibrary(locator: locator)
    for argument in ["cartpole", folder("configs/cartpole.yaml")] {
      let (configuration, path) = try library.load(argument, overrides: ["seed=3"])
      #expect(configuration.env == "cartpole")
      #expect(configuration.seed == 3)
      #expect(path == folder("configs/cartpole.yaml"))
    }
  }

  @Test("a walker's name and path mean the configuration for walkers with that walker")
  func walker() throws {
    let (folder, locator) = try home()
    let library = ConfigurationLibrary(locator: locator)
    for argument in ["creature", folder("envs/creature.yaml")] {
      let (configuration, path) = try library.load(argument, overrides: [])
      #expect(configuration.env == "creature")
      #expect(configuration.seed == 7)
      #expect(path == folder("envs/creature.yaml"))
    }
  }

  @Test("a walker that no name finds keeps its full path, and is found by it")
  func elsewhere() throws {
    let (folder, locator) = try home()
    try folder.write(Self.walker, to: "mine.yaml")
    let (configuration, _) = try ConfigurationLibrary(locator: locator)
      .load(folder("mine.yaml"), overrides: [])
    #expect(configuration.env.hasSuffix("/mine.yaml"))
    let entry = try EnvironmentLibrary(locator: locator).entry(configuration.env)
    #expect(entry.spec.name == "creature")
  }

  @Test("a walker's file that is wrong is refused with its line, another name with the nearest")
  func wrong() throws {
    let (folder, locator) = try home()
    let library = ConfigurationLibrary(locator: locator)
    try folder.write(Self.walker.replacing("density: 1", with: "density: 0"), to: "bad.yaml")
    let bad = #expect(throws: (any Error).self) {
      try library.load(folder("bad.yaml"), overrides: [])
    }
    #expect(
      bad.map { "\($0)" }
        == folder("bad.yaml")
        + ":5: bodies.trunk.density: expected a number from 0.001 to 1000, found '0'")
    let unknown = #expect(throws: ResourceError.self) {
      try library.load("cartpol", overrides: [])
    }
    #expect(unknown.map { "\($0)" }?.contains("did you mean 'cartpole'?") == true)
  }

  @Test("built-in names come before files, and a file does not hide one")
  func names() throws {
    let (folder, locator) = try home()
    try folder.write(Self.walker, to: "envs/cartpole.yaml")
    let library = EnvironmentLibrary(locator: locator)
    #expect(library.names.filter { $0 == "cartpole" }.count == 1)
    #expect(library.names.last == "creature")
    #expect(library.address(ofFileAt: folder("envs/cartpole.yaml")).hasSuffix("/cartpole.yaml"))
  }
}
