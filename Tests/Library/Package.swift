// swift-tools-version: 6.1
// A package as somebody else would write it: it knows nothing of evo-rl but the product EvoRL.
import PackageDescription

let evoRL = Target.Dependency.product(name: "EvoRL", package: "evo-rl")

let package = Package(
  name: "library-test",
  dependencies: [.package(name: "evo-rl", path: "../..")],
  targets: [
    // The example of README.md, word for word.
    .executableTarget(name: "Readme", dependencies: [evoRL]),
    // The pictures at the top of README.md.
    .executableTarget(name: "Strip", dependencies: [evoRL]),
    // An environment and a strategy of one's own.
    .executableTarget(name: "Own", dependencies: [evoRL]),
  ]
)
