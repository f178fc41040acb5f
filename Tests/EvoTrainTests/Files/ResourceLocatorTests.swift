import EvoFiles
import Foundation
import Testing

@Suite("Finding what is shipped")
struct ResourceLocatorTests {
  /// Makes a folder with the files, given by path; a path that ends in a slash is a folder.
  private func withFolder(_ paths: [String], _ body: (String) throws -> Void) throws {
    let root = FileManager.default.temporaryDirectory
      .appending(path: "evo-rl-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: root) }
    for path in paths {
      let folder = path.hasSuffix("/") ? path : (path as NSString).deletingLastPathComponent
      try FileManager.default.createDirectory(
        atPath: "\(root)/\(folder)", withIntermediateDirectories: true)
      if !path.hasSuffix("/") { try Data().write(to: URL(filePath: "\(root)/\(path)")) }
    }
    try body(root)
  }

  @Test("a checkout is found from the executable inside its build folder")
  func checkout() throws {
    try withFolder([
      "repo/configs/cartpole.yaml", "repo/policies/cartpole/", "repo/.build/release/",
    ]) { root throws in
      let locator = ResourceLocator(
        home: nil, executable: "\(root)/repo/.build/release/evo-rl", currentDirectory: "/")
      #expect(try locator.path(of: "cartpole", .configs) == "\(root)/repo/configs/cartpole.yaml")
      #expect(try locator.path(of: "cartpole", .policies) == "\(root)/repo/policies/cartpole")
    }
  }

  @Test("an installed program finds its share folder")
  func installed() throws {
    try withFolder(
      ["bin/", "share/evo-rl/configs/cartpole.yaml", "share/evo-rl/policies/pendulum/"]
    ) { root throws in
      let locator = ResourceLocator(
        home: nil, executable: "\(root)/bin/evo-rl", currentDirectory: "/")
      #expect(
        try locator.path(of: "cartpole", .configs)
          == "\(root)/share/evo-rl/configs/cartpole.yaml")
      #expect(locator.names(.policies) == ["pendulum"])
    }
  }

  @Test("the home folder wins over the program's, and that over the current directory")
  func order() throws {
    try withFolder([
      "home/configs/a.yaml", "repo/configs/a.yaml", "repo/configs/b.yaml", "repo/policies/",
      "here/configs/b.yaml", "here/configs/c.yaml",
    ]) { root throws in
      let locator = ResourceLocator(
        home: "\(root)/home", executable: "\(root)/repo/evo-rl", currentDirectory: "\(root)/here")
      #expect(try locator.path(of: "a", .configs) == "\(root)/home/configs/a.yaml")
      #expect(try locator.path(of: "b", .configs) == "\(root)/repo/configs/b.yaml")
      #expect(try locator.path(of: "c", .configs) == "\(root)/here/configs/c.yaml")
      #expect(locator.names(.configs) == ["a", "b", "c"])
    }
  }

  @Test("an argument that is a path is taken as it is")
  func paths() throws {
    try withFolder(["mine.yaml", "run/policy.safetensors"]) { root throws in
      let locator = ResourceLocator(home: nil, executable: nil, currentDirectory: root)
      #expect(try locator.path(of: "\(root)/mine.yaml", .configs) == "\(root)/mine.yaml")
      #expect(try locator.path(of: "\(root)/run", .policies) == "\(root)/run")
      let file = "\(root)/run/policy.safetensors"
      #expect(try locator.path(of: file, .policies) == file)
      // A folder is no configuration.
      #expect(throws: ResourceError.noSuchPath("\(root)/run")) {
        try locator.path(of: "\(root)/run", .configs)
      }
    }
  }

  @Test("what is not found is answered with what there is")
  func sentences() throws {
    try withFolder(["configs/cartpole.yaml", "configs/pendulum.yaml", "configs/README.md"]) {
      root in
      let locator = ResourceLocator(home: root, executable: nil, currentDirectory: "")
      func message(_ argument: String, _ kind: ResourceLocator.Kind) -> String? {
        let error = #expect(throws: ResourceError.self) { try locator.path(of: argument, kind) }
        return error?.message
      }
      #expect(
        message("cartpol", .configs) == "no configuration 'cartpol'; did you mean 'cartpole'?")
      #expect(
        message("walker", .configs) == "no configuration 'walker'; there are cartpole, pendulum")
      #expect(message("", .configs) == "no configuration ''; there are cartpole, pendulum")
      #expect(
        message("walker", .policies)
          == "no policy 'walker', nor any other: no folder policies/ was found; "
          + "set EVO_RL_HOME to the folder that holds it")
      #expect(message("x/y", .policies) == "x/y: there is no such file")
      #expect(message("y.yaml", .configs) == "y.yaml: there is no such file")
    }
  }
}
