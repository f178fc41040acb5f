import EvoCore
import EvoTrain
import Testing

@Suite("Images in IDX files")
struct ImageDatasetTests {
  private func load(
    _ folder: TemporaryFolder, _ name: DataConfiguration.Name = .mnist
  ) throws -> Dataset {
    var configuration = DataConfiguration()
    configuration.name = name
    configuration.path = folder.path
    return try DatasetCatalog.load(configuration, loss: .crossEntropy)
  }

  private func message(_ folder: TemporaryFolder) -> String? {
    let error = #expect(throws: DatasetError.self) { try load(folder) }
    return error?.description.replacing(folder.path, with: "F")
  }

  @Test("pixels and labels arrive as they are in the files")
  func golden() throws {
    let folder = try TemporaryFolder()
    try folder.writeImages()
    let data = try load(folder)
    #expect(data.train.count == 5 && data.test.count == 3)
    #expect(data.featureCount == 6)
    #expect(data.train.features == .bytes((0..<30).map { UInt8($0) }))
    #expect(data.train.answers == .labels([0, 1, 2, 3, 4]))
    #expect(data.head == .discrete(choices: 10))
  }

  @Test("what gzip compressed is read as well, and cut or damaged is refused")
  func compressed() throws {
    let folder = try TemporaryFolder()
    try folder.writeImages()
    let plain = try load(folder)
    // printf '\0\0\10\1\0\0\0\3\0\1\2' | gzip -n9
    let labels: [UInt8] = [
      0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0x63, 0x60, 0xe0, 0x60, 0x64,
      0x60, 0x60, 0x60, 0x66, 0x60, 0x64, 0x02, 0x00, 0xe9, 0xec, 0x55, 0xf9, 0x0b, 0x00, 0x00,
      0x00,
    ]
    let name = "t10k-labels-idx1-ubyte"
    try folder.remove(name)
    try folder.write(labels, to: name + ".gz")
    #expect(try load(folder) == plain)

    try folder.write(Array(labels.dropLast(12)), to: name + ".gz")
    #expect(
      message(folder)
        == "F/\(name).gz: the compressed file is cut short; download or copy it again")
    var damaged = labels
    damaged[10] = 0xff
    try folder.write(damaged, to: name + ".gz")
    #expect(message(folder) == "F/\(name).gz: damaged gzip data; download or copy it again")
  }

  @Test("a missing file is named with the package that has it")
  func missing() throws {
    let folder = try TemporaryFolder()
    try folder.writeImages()
    try folder.remove("train-labels-idx1-ubyte")
    #expect(
      message(folder) == "mnist: there is neither train-labels-idx1-ubyte nor "
        + "train-labels-idx1-ubyte.gz in F; set data.path to the folder that holds it")
    let error = #expect(throws: DatasetError.self) { try load(folder, .fashionMNIST) }
    #expect(
      error?.description.contains("install it with 'apt-get install dataset-fashion-mnist'") == true
    )
  }

  @Test(
    "a header that lies is refused with a sentence, and nothing is allocated for it",
    arguments: [
      ([1, 2, 3, 4], "found the bytes [1, 2, 3, 4] at its beginning, expected an IDX file"),
      ([], "found no bytes at its beginning"),
      (DataSample.idx([5], [0, 1, 2, 3, 4], type: 13), "found IDX elements of type 13"),
      ([0, 0, 8, 0], "found the shape [], expected at least one dimension"),
      ([0, 0, 8, 3, 0, 0, 0, 1], "found 8 bytes, but its header asks for 16"),
      (DataSample.idx([5], [0, 1, 2]), "found 11 bytes, but its header asks for 13"),
      (DataSample.idx([5], [0, 1, 2, 3, 4, 5]), "found more than 13 bytes"),
      (
        DataSample.idx([0xffff_ffff, 0xffff_ffff, 0xffff_ffff], []),
        "asks for the shape [4294967295, 4294967295, 4294967295], more than 1073741824 bytes"
      ),
      (DataSample.idx([0x4000_0001], []), "more than 1073741824 bytes"),
      (DataSample.idx([4], [0, 1, 2, 3]), "found the shape [4], expected [5], one label for each"),
      (DataSample.idx([5, 1], [0, 1, 2, 3, 4]), "found the shape [5, 1], expected [5]"),
      (DataSample.idx([5], [0, 1, 10, 3, 4]), "found the label 10, expected one from 0 to 9"),
      (
        [0, 0, 8, 255] + [UInt8](repeating: 255, count: 1020),
        "more than 1073741824 bytes"
      ),
    ] as [([UInt8], String)])
  func hostile(bytes: [UInt8], sentence: String) throws {
    let folder = try TemporaryFolder()
    try folder.writeImages()
    try folder.write(bytes, to: "train-labels-idx1-ubyte")
    let found = try #require(message(folder))
    #expect(found.hasPrefix("F/train-labels-idx1-ubyte: "))
    #expect(found.contains(sentence), "\(found)")
  }

  @Test("images of no pixels, of another rank, or unlike those to test with are refused")
  func shapes() throws {
    for shape in [[5, 6], [5, 2, 0], [0, 2, 3], [1, 1024, 1024]] {
      let folder = try TemporaryFolder()
      try folder.writeImages()
      try folder.write(
        DataSample.idx(shape, [UInt8](repeating: 0, count: shape.reduce(1, *))),
        to: "train-images-idx3-ubyte")
      #expect(message(folder)?.contains("found the shape \(shape), expected a number of") == true)
    }
    let folder = try TemporaryFolder()
    try folder.writeImages()
    try folder.write(
      DataSample.idx([3, 2, 2], [UInt8](repeating: 0, count: 12)), to: "t10k-images-idx3-ubyte")
    #expect(message(folder)?.contains("expected images of 2 x 3 pixels") == true)
  }

  @Test("random bytes never crash the reader")
  func fuzz() throws {
    var random = Random(seed: 9, domain: .probe)
    let folder = try TemporaryFolder()
    try folder.writeImages()
    for _ in 0..<300 {
      var bytes = DataSample.idx([5], [0, 1, 2, 3, 4])
      for _ in 0..<1 + random.index(below: 3) {
        bytes[random.index(below: bytes.count)] = UInt8(random.index(below: 256))
      }
      if random.index(below: 3) == 0 { bytes.removeLast(random.index(below: bytes.count)) }
      try folder.write(bytes, to: "train-labels-idx1-ubyte")
      do { _ = try load(folder) } catch is DatasetError {}
    }
  }
}
