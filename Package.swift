// swift-tools-version: 6.1
import PackageDescription

let swiftSettings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let argumentParser = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

let package = Package(
  name: "evo-rl",
  products: [
    .executable(name: "evo-rl", targets: ["evo-rl"]),
    .library(name: "EvoRL", targets: ["EvoCore", "EvoDraw", "EvoEnvs", "EvoTrain"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    // Numeric kernels over lane blocks, one object per instruction set, chosen at run time.
    .target(name: "CKernels", exclude: ["kernels.inc", "minibatch.inc", "vectormath.inc"]),
    // Box2D: the flags of the system library, and one walker's world behind a C face.
    .systemLibrary(name: "Box2DSystem", pkgConfig: "box2d", providers: [.apt(["libbox2d-dev"])]),
    .target(name: "CBox2D", dependencies: ["Box2DSystem"]),
    .systemLibrary(name: "CPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"])]),
    // libpng's errors are long jumps: they stay inside C.
    .target(name: "CPNGShim", dependencies: ["CPNG"]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CCairo", pkgConfig: "cairo-ft", providers: [.apt(["libcairo2-dev"])]),

    .systemLibrary(
      name: "CLAPACK", pkgConfig: "openblas", providers: [.apt(["libopenblas-serial-dev"])]),

    // Strict YAML for configurations and environments, with the place of every value.
    .target(name: "EvoYAML", dependencies: [yams], swiftSettings: swiftSettings),
    .target(name: "EvoCore", dependencies: ["CKernels", "CLAPACK"], swiftSettings: swiftSettings),
    .target(name: "EvoDraw", dependencies: ["CPNGShim", "CCairo"], swiftSettings: swiftSettings),
    .target(
      name: "EvoEnvs", dependencies: ["CBox2D", "EvoCore", "EvoDraw", "EvoYAML"],
      swiftSettings: swiftSettings),
    .target(
      name: "EvoTrain", dependencies: ["CZlib", "EvoCore", "EvoDraw", "EvoEnvs", "EvoYAML"],
      swiftSettings: swiftSettings),
    // What `evo-rl bench` measures.
    .target(
      name: "EvoBench", dependencies: ["EvoCore", "EvoEnvs", "EvoTrain", "CKernels"],
      swiftSettings: swiftSettings),
    // What `evo-rl experiment` and `evo-rl analyze` find out.
    .target(
      name: "EvoScience", dependencies: ["EvoCore", "EvoDraw", "EvoEnvs", "EvoTrain", "EvoYAML"],
      swiftSettings: swiftSettings),
    .executableTarget(
      name: "evo-rl",
      dependencies: [
        "EvoBench", "EvoCore", "EvoDraw", "EvoEnvs", "EvoScience", "EvoTrain", "EvoYAML",
        "CKernels", argumentParser,
      ],
      swiftSettings: swiftSettings),

    .target(
      name: "EvoTestSupport", dependencies: ["EvoCore", "EvoEnvs", "EvoTrain", "CKernels"],
      path: "Tests/EvoTestSupport", swiftSettings: swiftSettings),
    .testTarget(
      name: "EvoCoreTests", dependencies: ["CKernels", "EvoCore", "EvoEnvs", "EvoTestSupport"],
      resources: [.copy("Golden")], swiftSettings: swiftSettings),
    .testTarget(
      name: "EvoEnvsTests",
      dependencies: ["CBox2D", "EvoCore", "EvoDraw", "EvoEnvs", "EvoTestSupport"],
      resources: [.copy("Golden")], swiftSettings: swiftSettings),
    .testTarget(name: "EvoDrawTests", dependencies: ["EvoDraw"], swiftSettings: swiftSettings),
    .testTarget(
      name: "EvoTrainTests",
      dependencies: ["EvoCore", "EvoDraw", "EvoEnvs", "EvoTrain", "EvoYAML", "EvoTestSupport"],
      swiftSettings: swiftSettings),
    // Stands before malloc in the test binary and counts.
    .target(name: "CAllocationCounter", path: "Tests/CAllocationCounter"),
    .testTarget(
      name: "AllocationTests",
      dependencies: ["CAllocationCounter", "EvoCore", "EvoEnvs", "EvoTestSupport"],
      swiftSettings: swiftSettings),
    .testTarget(
      name: "BenchTests", dependencies: ["EvoBench", "EvoTrain", "evo-rl"],
      swiftSettings: swiftSettings),
    .testTarget(
      name: "ScienceTests",
      dependencies: ["EvoCore", "EvoDraw", "EvoScience", "EvoTrain", "EvoYAML"],
      swiftSettings: swiftSettings),
    .testTarget(
      name: "CommandTests", dependencies: ["evo-rl", "EvoCore", "EvoDraw", "EvoTrain"],
      swiftSettings: swiftSettings),
  ]
)
