import EvoCore
import Foundation
import Testing

@Suite("Safetensors")
struct SafetensorsTests {
  @Test("any tensors and metadata come back bit for bit, and give the same bytes again")
  func roundTrip() throws {
    for seed in 0..<500 {
      var random = Random(seed: UInt64(seed), domain: .probe)
      let file = randomTensorFile(&random)
      let bytes = file.encoded()
      let copy = try TensorFile(decoding: bytes, source: "copy", requiringChecksum: true)
      try #require(copy == file, "seed \(seed)")
      try #require(copy.encoded() == bytes, "seed \(seed)")
    }
  }

  @Test(
    "the bytes are the documented ones: sorted metadata, checksum, widest tensors first, padding")
  func exactBytes() {
    var file = TensorFile()
    file.metadata = ["env": "cart\u{1}\"pole\"", "Author": "π"]
    file["flag"] = Tensor([UInt8(7)], shape: [])
    file["center"] = Tensor([Float(1), -2], shape: [2, 1])
    file["step"] = Tensor([Int64(3)])
    let header =
      #"{"__metadata__":{"Author":"π","checksum":"638b99751ef1f4eb","env":"cart\u0001\"pole\""},"#
      + #""flag":{"dtype":"U8","shape":[],"data_offsets":[16,17]},"#
      + #""center":{"dtype":"F32","shape":[2,1],"data_offsets":[8,16]},"#
      + #""step":{"dtype":"I64","shape":[1],"data_offsets":[0,8]}}"#
    let padding = String(repeating: " ", count: -header.utf8.count & 7)
    let data: [UInt8] = [3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0, 7]
    #expect(file.encoded() == safetensors(header: header + padding, data: data))
  }

  @Test("a file of the PyPI package is read, special values and names included")
  func golden() throws {
    let url = try #require(Bundle.module.url(forResource: "Golden", withExtension: nil))
    let bytes = try Data(contentsOf: url.appending(path: "golden.safetensors"))
    let file = try TensorFile(decoding: Array(bytes), source: "golden.safetensors")

    #expect(
      file.metadata == ["env": "cartpole", "note": "tab\t, quote \", backslash \\, 🙂"])
    #expect(
      file.names == [
        "seed", "counter", "moments", "größe \"π\"\n", "nothing", "weights", "steps", "mask",
      ])
    let weights = try file.values("weights", as: Float.self, shape: [2, 3])
    #expect(
      weights.map(\.bitPattern) == [
        0x3F80_0000, 0x8000_0000, 1, 0x7F80_0000, 0xFF80_0000, 0x7FC0_0000,
      ])
    #expect(try file.values("moments") == [Double.pi, .leastNonzeroMagnitude])
    #expect(try file.values("counter") == [Int64.min, Int64.max])
    #expect(try file.values("seed", shape: []) == [UInt64.max])
    #expect(try file.values("steps", shape: [2, 1, 1]) == [Int32.min, Int32.max])
    #expect(try file.values("mask") == [UInt8(0), 1, 255])
    #expect(try file.values("nothing", shape: [3, 0]) == [Float]())
    #expect(try file.values("größe \"π\"\n") == [Float(0.5)])
  }

  @Test("a tensor that is set again keeps its place, and one that is set to nil goes")
  func order() {
    var file = TensorFile()
    file["a"] = Tensor([Float(1)])
    file["b"] = Tensor([Float(2)])
    file["a"] = Tensor([Int32(3)])
    #expect(file.names == ["a", "b"])
    #expect(file["a"] == Tensor([Int32(3)]))
    file["a"] = nil
    #expect(file.names == ["b"])
    #expect(file["a"] == nil)
  }

  @Test("tensors of different bits differ, even where their numbers compare equal")
  func bitwiseEquality() {
    #expect(Tensor([Float(0)]) != Tensor([-Float(0)]))
    #expect(Tensor([Float.nan]) == Tensor([Float.nan]))
    #expect(Tensor([Float(1), 2]) != Tensor([Float(1), 2], shape: [2, 1]))
    #expect(Tensor([Int64(1)]) != Tensor([UInt64(1)]))
  }

  @Test("every single flipped bit of a file is noticed")
  func flippedBits() {
    var file = TensorFile()
    file.metadata = ["env": "pendulum"]
    file["w"] = Tensor([Float](repeating: 0.25, count: 6), shape: [2, 3])
    file["n"] = Tensor([UInt8(1), 2, 3])
    let bytes = file.encoded()
    for bit in 0..<bytes.count * 8 {
      var damaged = bytes
      damaged[bit / 8] ^= 1 << UInt8(bit % 8)
      #expect(throws: SafetensorsError.self, "bit \(bit)") {
        try TensorFile(decoding: damaged, source: "w", requiringChecksum: true)
      }
    }
  }

  @Test("no part of a file passes for the whole")
  func truncation() {
    var random = Random(seed: 5, domain: .probe)
    let bytes = randomTensorFile(&random).encoded()
    for count in 0..<bytes.count {
      #expect(throws: SafetensorsError.self, "\(count) of \(bytes.count) bytes") {
        try TensorFile(decoding: Array(bytes[..<count]), source: "part")
      }
    }
  }

  @Test("5,000 mutated files are read or refused, and what is read can be written again")
  func mutations() throws {
    for seed in 0..<5_000 {
      var random = Random(seed: UInt64(seed), domain: .probe, index: 1)
      let bytes = mutated(randomTensorFile(&random).encoded(), &random)
      guard let file = try? TensorFile(decoding: bytes, source: "mutant") else { continue }
      let tensorBytes = file.names.reduce(0) { $0 + (file[$1]?.bytes.count ?? 0) }
      try #require(tensorBytes <= bytes.count, "seed \(seed)")
      let again = try TensorFile(decoding: file.encoded(), source: "again")
      try #require(again == file, "seed \(seed)")
    }
  }
}

/// One to four edits: a bit, a byte of JSON, a number, a removed, doubled or foreign stretch. Half of
/// them repair the header's length, so that the parser sees the damage.
private func mutated(_ original: [UInt8], _ random: inout Random) -> [UInt8] {
  let headerBytes = Int(original[0]) | Int(original[1]) << 8
  var header = Array(original[8..<8 + headerBytes])
  if random.index(below: 2) == 0 {
    // Without its checksum, more of the mutant's meaning is looked at.
    let text = String(decoding: header, as: UTF8.self)
    header = Array(text.replacing(#""checksum""#, with: #""checksun""#).utf8)
  }
  let data = Array(original[(8 + headerBytes)...])
  let repairsLength = random.index(below: 2) == 0
  var bytes = repairsLength ? header : safetensors(header: header, data: data)
  for _ in 0...random.index(below: 4) where !bytes.isEmpty {
    let at = random.index(below: bytes.count)
    let stretch = at..<min(bytes.count, at + 1 + random.index(below: 24))
    switch random.index(below: 6) {
    case 0: bytes[at] ^= 1 << UInt8(random.index(below: 8))
    case 1:
      let json = Array(#"{}[]:,"\0129-e.u "#.utf8)
      bytes[at] = json[random.index(below: json.count)]
    case 2:
      let numbers = [
        "9223372036854775807", "18446744073709551616", "-1", "0.5", "1e9", "4294967296",
      ]
      let digits = bytes.indices.filter { (48...57).contains(bytes[$0]) }
      guard !digits.isEmpty else { continue }
      let digit = digits[random.index(below: digits.count)]
      bytes.replaceSubrange(
        digit...digit, with: numbers[random.index(below: numbers.count)].utf8)
    case 3: bytes.removeSubrange(stretch)
    case 4: bytes.insert(contentsOf: bytes[stretch], at: at)
    default: bytes.replaceSubrange(stretch, with: stretch.map { _ in UInt8(random.next() >> 24) })
    }
  }
  return repairsLength ? safetensors(header: bytes, data: data) : bytes
}
