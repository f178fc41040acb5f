// swift-tools-version: 6.1
import PackageDescription

let swiftSettings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let argumentParser = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser")

let withMPI = TargetDependencyCondition.when(traits: ["MPI"])

let package = Package(
  name: "evo-rl",
  products: [
    .executable(name: "evo-rl", targets: ["evo-rl"]),
    .library(name: "EvoRL", targets: ["EvoRL"]),
    .library(name: "EvoRLTesting", targets: ["EvoRLTesting"]),
    // libevo_rl.so: the environments for programs in other languages.
    .library(name: "evo_rl", type: .dynamic, targets: ["EvoC"]),
  ],
  traits: [
    .trait(
      name: "MPI", description: "Training on many machines: needs libopenmpi-dev, openmpi-bin.")
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
  ],
  targets: [
    // Numeric kernels over lane blocks, one object per instruction set, chosen at run time.
    .target(name: "CKernels", exclude: ["kernels.inc", "minibatch.inc", "vectormath.inc"]),
    // Box2D: the flags of the system library, and one walker's world behind a C face.
    .systemLibrary(name: "Box2DSystem", pkgConfig: "box2d", providers: [.apt(["libbox2d-dev"])]),
    .target(
      name: "CBox2D", dependencies: ["Box2DSystem"],
      exclude: ["Lanes/LICENSE", "Lanes/hinge23.inc", "Lanes/settle.inc", "Lanes/solve.inc"]),
    .systemLibrary(name: "CPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"])]),
    // libpng's errors are long jumps: they stay inside C.
    .target(name: "CPNGShim", dependencies: ["CPNG"]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    // The arguments of C's main.
    .target(name: "CProcess"),
    .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
    .systemLibrary(name: "CWebP", pkgConfig: "libwebp", providers: [.apt(["libwebp-dev"])]),
    .systemLibrary(name: "CGIF", providers: [.apt(["libgif-dev"])]),
    .systemLibrary(name: "CCairo", pkgConfig: "cairo-ft", providers: [.apt(["libcairo2-dev"])]),

    .systemLibrary(
      name: "MPISystem", pkgConfig: "mpi", providers: [.apt(["libopenmpi-dev", "openmpi-bin"])]),
    // The few calls of MPI that a team needs; without the trait they do nothing.
    .target(
      name: "CMPI", dependencies: [.target(name: "MPISystem", condition: withMPI)],
      cSettings: [.define("WITH_MPI", .when(traits: ["MPI"]))]),

    .systemLibrary(
      name: "CLAPACK", pkgConfig: "openblas", providers: [.apt(["libopenblas-serial-dev"])]),

    // Words for people: nearest names, quoted text, JSON, the version.
    .target(name: "EvoWords", swiftSettings: swiftSettings),
    // Messages in the wire format of Protocol Buffers.
    .target(name: "EvoProtobuf", swiftSettings: swiftSettings),
    // Strict YAML for configurations and environments, with the place of every value.
    .target(name: "EvoYAML", dependencies: ["CYAML", "EvoWords"], swiftSettings: swiftSettings),
    .target(name: "EvoCore", dependencies: ["CKernels", "CLAPACK"], swiftSettings: swiftSettings),
    .target(name: "EvoDraw", dependencies: ["CPNGShim", "CCairo"], swiftSettings: swiftSettings),
    // Frames into a film: WebP, GIF, APNG, MP4.
    .target(
      name: "EvoFilm",
      dependencies: ["CGIF", "CWebP", "CZlib", "EvoCore", "EvoDraw", "EvoFiles", "EvoWords"],
      swiftSettings: swiftSettings),
    .target(
      name: "EvoEnvs", dependencies: ["CBox2D", "EvoCore", "EvoDraw", "EvoWords", "EvoYAML"],
      swiftSettings: swiftSettings),
    // What is written so that nothing is lost, and found from anywhere.
    .target(
      name: "EvoFiles", dependencies: ["CProcess", "EvoCore", "EvoWords"],
      swiftSettings: swiftSettings),
    // Another process that shares memory with this one.
    .target(name: "CWorker"),
    // Environments of Gymnasium, stepped by workers of Python.
    .target(
      name: "EvoGym",
      dependencies: ["CWorker", "EvoCore", "EvoDraw", "EvoEnvs", "EvoFiles", "EvoWords"],
      resources: [.embedInCode("worker.py")], swiftSettings: swiftSettings),
    // A training in memory: configuration, data, scores, generations.
    .target(
      name: "EvoTrain",
      dependencies: ["CZlib", "EvoCore", "EvoEnvs", "EvoFiles", "EvoGym", "EvoWords", "EvoYAML"],
      swiftSettings: swiftSettings),
    // Processes on many machines that train together, by MPI.
    .target(
      name: "EvoMPI",
      dependencies: ["CKernels", "CMPI", "EvoCore", "EvoFiles", "EvoTrain", "EvoWords"],
      swiftSettings: swiftSettings),
    // What a training would take on more ranks than there are here.
    .target(
      name: "EvoPlan", dependencies: ["EvoCore", "EvoDraw", "EvoTrain"],
      swiftSettings: swiftSettings),
    // A training in its folder: checkpoints, policies, resume, verification.
    .target(
      name: "EvoRun",
      dependencies: [
        "EvoCore", "EvoDraw", "EvoEnvs", "EvoFiles", "EvoProtobuf", "EvoTrain", "EvoWords",
      ],
      swiftSettings: swiftSettings),
    // Episodes that are watched: rendering, and the check of an environment.
    .target(
      name: "EvoPlay",
      dependencies: [
        "CZlib", "EvoCore", "EvoDraw", "EvoEnvs", "EvoFiles", "EvoFilm", "EvoTrain", "EvoWords",
      ],
      swiftSettings: swiftSettings),
    // Policies for the programs of others: models, source files, cards.
    .target(
      name: "EvoExport",
      dependencies: [
        "EvoCore", "EvoDraw", "EvoEnvs", "EvoFiles", "EvoPlay", "EvoProtobuf", "EvoRun", "EvoTrain",
        "EvoWords",
      ],
      swiftSettings: swiftSettings),
    // What `evo-rl optimize` looks for: the best vector of a function or of a command.
    .target(
      name: "EvoOptimize",
      dependencies: ["EvoCore", "EvoDraw", "EvoFiles", "EvoTrain", "EvoWords"],
      swiftSettings: swiftSettings),
    // What `evo-rl tune` looks for: the best keys of a configuration.
    .target(
      name: "EvoTune",
      dependencies: [
        "EvoCore", "EvoDraw", "EvoFiles", "EvoOptimize", "EvoRun", "EvoTrain", "EvoWords",
        "EvoYAML",
      ],
      swiftSettings: swiftSettings),
    // Many runs side by side: curves with bands, and whether a difference is one.
    .target(
      name: "EvoCompare",
      dependencies: [
        "EvoCore", "EvoDraw", "EvoEnvs", "EvoFiles", "EvoRun", "EvoTrain", "EvoWords",
      ],
      swiftSettings: swiftSettings),
    // Runs as one page that opens from disk.
    .target(
      name: "EvoReport",
      dependencies: [
        "EvoCompare", "EvoCore", "EvoDraw", "EvoEnvs", "EvoFiles", "EvoFilm", "EvoPlay", "EvoRun",
        "EvoTrain", "EvoTune", "EvoWords",
      ],
      swiftSettings: swiftSettings),
    // What people who program import: all of the above that is of use to them, as one module.
    .target(
      name: "EvoRL",
      dependencies: [
        "EvoCore", "EvoDraw", "EvoEnvs", "EvoExport", "EvoFiles", "EvoFilm", "EvoGym",
        "EvoOptimize", "EvoPlay", "EvoRun", "EvoTrain", "EvoWords", "EvoYAML",
      ],
      swiftSettings: swiftSettings),
    // What the tests of an environment of one's own import.
    .target(
      name: "EvoRLTesting", dependencies: ["EvoEnvs", "EvoPlay"], swiftSettings: swiftSettings),
    // The environments for programs in other languages: the header, and its functions.
    .systemLibrary(name: "CEvoRL"),
    .target(
      name: "EvoC",
      dependencies: [
        "CEvoRL", "EvoCore", "EvoDraw", "EvoEnvs", "EvoFiles", "EvoGym", "EvoTrain", "EvoWords",
      ],
      swiftSettings: swiftSettings),
    // What `evo-rl bench` measures.
    .target(
      name: "EvoBench",
      dependencies: [
        "CKernels", "EvoCore", "EvoEnvs", "EvoFiles", "EvoRun", "EvoTrain", "EvoWords",
      ],
      swiftSettings: swiftSettings),
    // What `evo-rl experiment` and `evo-rl analyze` find out.
    .target(
      name: "EvoScience",
      dependencies: [
        "EvoCore", "EvoDraw", "EvoEnvs", "EvoFiles", "EvoOptimize", "EvoRun", "EvoTrain",
        "EvoWords",
        "EvoYAML",
      ],
      swiftSettings: swiftSettings),
    .executableTarget(
      name: "evo-rl",
      dependencies: [
        "CKernels", "CProcess", "EvoBench", "EvoCompare", "EvoCore", "EvoDraw", "EvoEnvs",
        "EvoExport", "EvoFiles", "EvoFilm", "EvoGym", "EvoMPI", "EvoOptimize", "EvoPlan",
        "EvoPlay", "EvoReport", "EvoRun", "EvoScience", "EvoTrain", "EvoTune", "EvoWords",
        "EvoYAML", argumentParser,
      ],
      swiftSettings: swiftSettings),

    .target(
      name: "EvoTestSupport", dependencies: ["CKernels", "EvoCore", "EvoEnvs", "EvoTrain"],
      path: "Tests/EvoTestSupport", swiftSettings: swiftSettings),
    .testTarget(
      name: "EvoCoreTests", dependencies: ["CKernels", "EvoCore", "EvoEnvs", "EvoTestSupport"],
      resources: [.copy("Golden")], swiftSettings: swiftSettings),
    .testTarget(
      name: "EvoEnvsTests",
      dependencies: [
        "CBox2D", "EvoCore", "EvoDraw", "EvoEnvs", "EvoFiles", "EvoRun", "EvoTestSupport",
      ],
      resources: [.copy("Golden")], swiftSettings: swiftSettings),
    .testTarget(name: "EvoDrawTests", dependencies: ["EvoDraw"], swiftSettings: swiftSettings),
    // The reader of what EvoFilm writes.
    .systemLibrary(
      name: "CWebPDemux", path: "Tests/CWebPDemux", pkgConfig: "libwebpdemux",
      providers: [.apt(["libwebp-dev"])]),
    .testTarget(
      name: "EvoFilmTests",
      dependencies: [
        "CGIF", "CWebPDemux", "EvoCore", "EvoDraw", "EvoFiles", "EvoFilm", "EvoTrain",
      ],
      swiftSettings: swiftSettings),
    // From files to runs: its folders are named like the targets that they test.
    .testTarget(
      name: "EvoTrainTests",
      dependencies: [
        "CKernels", "EvoCore", "EvoDraw", "EvoEnvs", "EvoExport", "EvoFiles", "EvoGym", "EvoMPI",
        "EvoPlay", "EvoRun", "EvoTestSupport", "EvoTrain", "EvoWords",
      ],
      exclude: ["PublicCases/README.md"], swiftSettings: swiftSettings),
    // Stands before malloc in the test binary and counts.
    .target(name: "CAllocationCounter", path: "Tests/CAllocationCounter"),
    .testTarget(
      name: "AllocationTests",
      dependencies: ["CAllocationCounter", "EvoCore", "EvoEnvs", "EvoTestSupport"],
      swiftSettings: swiftSettings),
    .testTarget(
      name: "EvoProtobufTests", dependencies: ["EvoProtobuf"], swiftSettings: swiftSettings),
    // What holds for the whole tree of sources.
    .testTarget(
      name: "RoomTests", dependencies: ["EvoTestSupport"], swiftSettings: swiftSettings),
    .testTarget(
      name: "EvoCTests",
      dependencies: [
        "CEvoRL", "EvoC", "EvoCore", "EvoEnvs", "EvoFiles", "EvoPlay", "EvoRun", "EvoTestSupport",
        "EvoTrain",
      ],
      swiftSettings: swiftSettings),
    .testTarget(
      name: "EvoBenchTests", dependencies: ["EvoBench", "EvoWords", "evo-rl"],
      swiftSettings: swiftSettings),
    .testTarget(
      name: "EvoScienceTests",
      dependencies: ["EvoCore", "EvoFiles", "EvoScience", "EvoTestSupport", "EvoTrain"],
      swiftSettings: swiftSettings),
    .testTarget(
      name: "EvoCompareTests",
      dependencies: [
        "EvoCompare", "EvoCore", "EvoDraw", "EvoEnvs", "EvoFiles", "EvoRun", "EvoTrain",
      ],
      swiftSettings: swiftSettings),
    .testTarget(
      name: "EvoPlanTests", dependencies: ["EvoCore", "EvoDraw", "EvoEnvs", "EvoPlan", "EvoTrain"],
      swiftSettings: swiftSettings),
    .testTarget(
      name: "EvoTuneTests",
      dependencies: ["EvoCore", "EvoFiles", "EvoTrain", "EvoTune", "EvoYAML"],
      swiftSettings: swiftSettings),
    .testTarget(
      name: "EvoReportTests",
      dependencies: [
        "EvoCore", "EvoDraw", "EvoFiles", "EvoReport", "EvoRun", "EvoTrain", "EvoTune",
      ],
      swiftSettings: swiftSettings),
    .testTarget(
      name: "EvoCommandTests", dependencies: ["EvoCore", "EvoDraw", "EvoFiles", "evo-rl"],
      swiftSettings: swiftSettings),
  ]
)
