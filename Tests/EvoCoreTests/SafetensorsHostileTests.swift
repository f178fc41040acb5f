import EvoCore
import Testing

/// A file that must be refused, and the sentence that says why.
struct HostileFile: Sendable, CustomTestStringConvertible {
  let name: String
  let bytes: [UInt8]
  let sentence: String

  var testDescription: String { name }

  init(_ name: String, _ bytes: [UInt8], _ sentence: String) {
    self.name = name
    self.bytes = bytes
    self.sentence = sentence
  }

  init(_ name: String, header: String, data: Int = 0, _ sentence: String) {
    self.init(
      name, safetensors(header: header, data: [UInt8](repeating: 0, count: data)), sentence)
  }

  /// The header holds one tensor called a.
  init(_ name: String, tensor: String, data: Int = 0, _ sentence: String) {
    self.init(name, header: #"{"a":\#(tensor)}"#, data: data, sentence)
  }
}

private let f32 = #""dtype":"F32""#

@Suite("Hostile safetensors files")
struct SafetensorsHostileTests {
  @Test("a hostile file is refused with the file's name and one clear sentence", arguments: files)
  func refused(_ hostile: HostileFile) {
    let error = #expect(throws: SafetensorsError.self) {
      try TensorFile(decoding: hostile.bytes, source: "x.safetensors")
    }
    #expect(error?.description == "x.safetensors: " + hostile.sentence)
  }

  static let files: [HostileFile] = frames + texts + entries + layouts

  static let frames = [
    HostileFile(
      "empty", [], "not a safetensors file: it holds 0 bytes, and the header's length alone takes 8"
    ),
    HostileFile(
      "seven bytes", [1, 0, 0, 0, 0, 0, 0],
      "not a safetensors file: it holds 7 bytes, and the header's length alone takes 8"),
    HostileFile(
      "header over the limit", [1, 0xE1, 0xF5, 5, 0, 0, 0, 0],
      "not a safetensors file: the header claims 100000001 bytes; "
        + "at most 100000000 are accepted"),
    HostileFile(
      "header of 2^64 - 1 bytes", [UInt8](repeating: 0xFF, count: 8),
      "not a safetensors file: the header claims 18446744073709551615 bytes; "
        + "at most 100000000 are accepted"),
    HostileFile(
      "header beyond the file", [3, 0, 0, 0, 0, 0, 0, 0, 0x7B, 0x7D],
      "truncated, or not a safetensors file: the header claims 3 bytes, "
        + "but the file holds only 10"),
    HostileFile(
      "no header", header: "",
      "the header is damaged at byte 8: found the header's end, expected '{'"),
  ]

  static let texts = [
    HostileFile(
      "an array", header: "[]", "the header is damaged at byte 8: found '[', expected '{'"),
    HostileFile(
      "a picture", safetensors(header: [0x89, 0x50, 0x4E, 0x47]),
      "the header is damaged at byte 8: found byte 0x89, expected '{'"),
    HostileFile(
      "unclosed", header: #"{"a""#,
      "the header is damaged at byte 12: found the header's end, expected ':'"),
    HostileFile(
      "unclosed string", header: #"{"a"#,
      "the header is damaged at byte 11: found the header's end, "
        + "expected the string's closing quote"),
    HostileFile(
      "trailing comma", tensor: #"{\#(f32),}"#,
      "the header is damaged at byte 28: found '}', expected a name in quotes"),
    HostileFile(
      "missing comma", tensor: #"{\#(f32) "shape":[]}"#,
      "the header is damaged at byte 28: found '\"', expected ',' or '}'"),
    HostileFile(
      "text behind the header", header: "{} x",
      "the header is damaged at byte 11: found 'x', expected the end of the header"),
    HostileFile(
      "a comment", header: "{/**/}",
      "the header is damaged at byte 9: found '/', expected a name in quotes"),
    HostileFile(
      "deep nesting", header: #"{"a":"# + String(repeating: "[", count: 1_000_000),
      "the header is damaged at byte 13: found '[', expected '{'"),
    HostileFile(
      "deep nesting in a shape", tensor: #"{"shape":"# + String(repeating: "[", count: 1_000_000),
      "the header is damaged at byte 23: found '[', expected a whole number"),
    HostileFile(
      "invalid UTF-8", safetensors(header: [0x7B, 0x22, 0xC0, 0x80, 0x22]),
      "the header is damaged at byte 10: found invalid UTF-8, expected text"),
    HostileFile(
      "surrogate as UTF-8", safetensors(header: [0x7B, 0x22, 0xED, 0xA0, 0x80, 0x22]),
      "the header is damaged at byte 10: found invalid UTF-8, expected text"),
    HostileFile(
      "control character", header: "{\"a\u{1}\":{}}",
      "the header is damaged at byte 11: found byte 0x1, "
        + "expected a printable character"),
    HostileFile(
      "unknown escape", header: #"{"\x":{}}"#,
      "the header is damaged at byte 11: found 'x', expected an escape that JSON has"),
    HostileFile(
      "short escape", header: #"{"\u12":{}}"#,
      "the header is damaged at byte 14: found '\"', expected four hexadecimal digits"),
    HostileFile(
      "half a surrogate pair", header: #"{"\ud83d":{}}"#,
      "the header is damaged at byte 16: found '\"', expected the other half of a surrogate pair"),
    HostileFile(
      "surrogate pair of two first halves", header: #"{"\ud83d\ud83d":{}}"#,
      "the header is damaged at byte 22: found '\"', expected the other half of a surrogate pair"),
    HostileFile(
      "metadata that is no object", header: #"{"__metadata__":"x"}"#,
      "the header is damaged at byte 24: found '\"', expected '{'"),
    HostileFile(
      "number in the metadata", header: #"{"__metadata__":{"a":1}}"#,
      "the header is damaged at byte 29: found '1', expected a string in quotes"),
    HostileFile(
      "null in the metadata", header: #"{"__metadata__":{"a":null}}"#,
      "the header is damaged at byte 29: found 'n', expected a string in quotes"),
    HostileFile(
      "repeated metadata key", header: #"{"__metadata__":{"a":"1","a":"1"}}"#,
      "'__metadata__' holds the key 'a' twice"),
    HostileFile(
      "repeated metadata", header: #"{"__metadata__":{},"__metadata__":{}}"#,
      "two tensors are called '__metadata__'"),
  ]

  static let entries = [
    HostileFile(
      "repeated name",
      header: #"{"a":{\#(f32),"shape":[],"data_offsets":[0,4]},"#
        + #""\u0061":{\#(f32),"shape":[],"data_offsets":[4,8]}}"#, data: 8,
      "two tensors are called 'a'"),
    HostileFile(
      "repeated key", tensor: #"{\#(f32),"shape":[],"dtype":"F64"}"#,
      "'a' holds the key 'dtype' twice"),
    HostileFile(
      "no dtype", tensor: #"{"shape":[],"data_offsets":[0,4]}"#, data: 4,
      "tensor 'a' has no 'dtype'"),
    HostileFile(
      "no shape", tensor: #"{\#(f32),"data_offsets":[0,4]}"#, data: 4,
      "tensor 'a' has no 'shape'"),
    HostileFile(
      "no offsets", tensor: #"{\#(f32),"shape":[]}"#, data: 4,
      "tensor 'a' has no 'data_offsets'"),
    HostileFile(
      "unknown key", tensor: #"{\#(f32),"shape":[],"strides":[0]}"#,
      "tensor 'a' has an unknown key 'strides'; expected 'dtype', 'shape' and 'data_offsets'"),
    HostileFile(
      "unknown dtype", tensor: #"{"dtype":"BF16","shape":[1],"data_offsets":[0,2]}"#, data: 2,
      "tensor 'a' has dtype 'BF16', which is not supported; "
        + "expected one of F32, F64, I64, U64, I32, U8"),
    HostileFile(
      "dtype with terminal commands",
      tensor: #"{"dtype":"\u001b[2J\#(String(repeating: "x", count: 100_000))"}"#,
      "tensor 'a' has dtype '\\u{1B}[2J\(String(repeating: "x", count: 56))…', "
        + "which is not supported; expected one of F32, F64, I64, U64, I32, U8"),
    HostileFile(
      "negative extent", tensor: #"{\#(f32),"shape":[-1],"data_offsets":[0,4]}"#, data: 4,
      "tensor 'a': 'shape' holds '-1'; "
        + "expected a whole number from 0 to 9223372036854775807"),
    HostileFile(
      "fractional extent", tensor: #"{\#(f32),"shape":[1.0],"data_offsets":[0,4]}"#, data: 4,
      "tensor 'a': 'shape' holds '1.0'; "
        + "expected a whole number from 0 to 9223372036854775807"),
    HostileFile(
      "extent with exponent", tensor: #"{\#(f32),"shape":[1e0],"data_offsets":[0,4]}"#, data: 4,
      "tensor 'a': 'shape' holds '1e0'; "
        + "expected a whole number from 0 to 9223372036854775807"),
    HostileFile(
      "extent with leading zero", tensor: #"{\#(f32),"shape":[01],"data_offsets":[0,4]}"#, data: 4,
      "tensor 'a': 'shape' holds '01'; "
        + "expected a whole number from 0 to 9223372036854775807"),
    HostileFile(
      "offset of 2^63",
      tensor: #"{\#(f32),"shape":[1],"data_offsets":[0,9223372036854775808]}"#, data: 4,
      "tensor 'a': 'data_offsets' holds '9223372036854775808'; "
        + "expected a whole number from 0 to 9223372036854775807"),
    HostileFile(
      "text as extent", tensor: #"{\#(f32),"shape":["1"],"data_offsets":[0,4]}"#, data: 4,
      "the header is damaged at byte 37: found '\"', expected a whole number"),
    HostileFile(
      "33 dimensions",
      tensor: "{\(f32),\"shape\":[\(Array(repeating: "1", count: 33).joined(separator: ","))]}",
      "tensor 'a' has more than 32 dimensions"),
    HostileFile(
      "one offset", tensor: #"{\#(f32),"shape":[1],"data_offsets":[4]}"#, data: 4,
      "tensor 'a': 'data_offsets' holds [4]; expected two numbers, begin and end"),
  ]

  static let layouts = [
    HostileFile(
      "shape that overflows",
      tensor: #"{\#(f32),"shape":[4294967296,4294967296],"data_offsets":[0,0]}"#,
      "tensor 'a': shape [4294967296, 4294967296] is larger than any memory"),
    HostileFile(
      "shape that overflows by its element size alone",
      tensor: #"{\#(f32),"shape":[4611686018427387904],"data_offsets":[0,0]}"#,
      "tensor 'a': shape [4611686018427387904] is larger than any memory"),
    HostileFile(
      "huge shape and offsets that fit it",
      tensor: #"{\#(f32),"shape":[1099511627776],"data_offsets":[0,4398046511104]}"#, data: 4,
      "truncated: tensor 'a' ends at byte 4398046511104 of the data, "
        + "but the file holds only 4; use a complete copy"),
    HostileFile(
      "reversed offsets", tensor: #"{\#(f32),"shape":[1],"data_offsets":[4,0]}"#, data: 4,
      "tensor 'a' ends at byte 0 of the data, before its begin at byte 4"),
    HostileFile(
      "shape and offsets disagree", tensor: #"{\#(f32),"shape":[2,3],"data_offsets":[0,20]}"#,
      data: 20,
      "tensor 'a': shape [2, 3] of F32 takes 24 bytes, but its data_offsets span 20"),
    HostileFile(
      "overlap",
      header: #"{"a":{\#(f32),"shape":[2],"data_offsets":[0,8]},"#
        + #""b":{\#(f32),"shape":[2],"data_offsets":[4,12]}}"#, data: 12,
      "tensor 'b' begins at byte 4 of the data, "
        + "inside the tensor before it, which ends at byte 8"),
    HostileFile(
      "the same data twice",
      header: #"{"a":{\#(f32),"shape":[1],"data_offsets":[0,4]},"#
        + #""b":{\#(f32),"shape":[1],"data_offsets":[0,4]}}"#, data: 4,
      "tensor 'b' begins at byte 0 of the data, "
        + "inside the tensor before it, which ends at byte 4"),
    HostileFile(
      "gap",
      header: #"{"a":{\#(f32),"shape":[1],"data_offsets":[0,4]},"#
        + #""b":{\#(f32),"shape":[1],"data_offsets":[8,12]}}"#, data: 12,
      "tensor 'b' begins at byte 8 of the data, "
        + "but the tensor before it ends at byte 4; there must be no gap"),
    HostileFile(
      "gap before the first", tensor: #"{\#(f32),"shape":[1],"data_offsets":[4,8]}"#, data: 8,
      "tensor 'a' begins at byte 4 of the data, "
        + "but the tensor before it ends at byte 0; there must be no gap"),
    HostileFile(
      "truncated data", tensor: #"{\#(f32),"shape":[2],"data_offsets":[0,8]}"#, data: 7,
      "truncated: tensor 'a' ends at byte 8 of the data, "
        + "but the file holds only 7; use a complete copy"),
    HostileFile(
      "trailing bytes", tensor: #"{\#(f32),"shape":[1],"data_offsets":[0,4]}"#, data: 5,
      "the data hold 5 bytes, but the tensors take only 4; there must be no others"),
    HostileFile(
      "data without tensors", header: "{}", data: 3,
      "the data hold 3 bytes, but the tensors take only 0; there must be no others"),
    HostileFile(
      "wrong checksum",
      header: #"{"__metadata__":{"checksum":"0123456789abcdef"}}"#,
      "the file is damaged: checksum '0123456789abcdef' was written, "
        + "but the contents give 'f8bb92c91b3f5cc0'; "
        + "use another copy or an earlier checkpoint"),
  ]

  @Test("a file without a checksum is read, unless one is required")
  func missingChecksum() throws {
    let bytes = safetensors(header: "{}")
    #expect(try TensorFile(decoding: bytes, source: "x") == TensorFile())
    let error = #expect(throws: SafetensorsError.self) {
      try TensorFile(decoding: bytes, source: "x", requiringChecksum: true)
    }
    #expect(
      error?.description
        == "x: the metadata holds no 'checksum', so the file may be damaged; "
        + "use a file as evo-rl wrote it")
  }

  @Test("a missing tensor, a wrong type and a wrong shape are named with what is there")
  func wrongRequests() {
    var file = TensorFile(source: "runs/a/policy.safetensors")
    #expect(
      sentence { try file.values("w", as: Float.self) }
        == "there is no tensor 'w'; the file holds none")
    for index in 0..<10 { file["layer.\(index)"] = Tensor([Float(1), 2], shape: [2, 1]) }
    #expect(
      sentence { try file.values("w", as: Float.self) }
        == "there is no tensor 'w'; the file holds 'layer.0', 'layer.1', 'layer.2', 'layer.3', "
        + "'layer.4', 'layer.5', 'layer.6', 'layer.7' and 2 more")
    #expect(
      sentence { try file.values("layer.1", as: Double.self) }
        == "tensor 'layer.1' holds F32; expected F64")
    #expect(
      sentence { try file.values("layer.1", as: Float.self, shape: [1, 2]) }
        == "tensor 'layer.1' has shape [2, 1]; expected [1, 2]")

    func sentence(_ body: () throws -> some Any) -> String? {
      let error = #expect(throws: SafetensorsError.self) { _ = try body() }
      return error?.description.replacing("runs/a/policy.safetensors: ", with: "")
    }
  }
}
