/// What is wrong with a safetensors file, and with which.
public struct SafetensorsError: Error, Equatable, Sendable {
  /// The file's path, or what else its reader calls it.
  public let file: String
  public let problem: Problem

  public init(_ file: String, _ problem: Problem) {
    self.file = file
    self.problem = problem
  }

  public enum Problem: Equatable, Sendable {
    // The frame.
    case tooShort(bytes: Int)
    case headerTooLong(bytes: UInt64, limit: Int)
    case headerBeyondFile(headerBytes: UInt64, fileBytes: Int)
    // The header's text; offsets count bytes from the start of the file.
    case syntax(offset: Int, found: String, expected: String)
    case duplicateTensor(String)
    case duplicateKey(String, tensor: String)
    case missingKey(String, tensor: String)
    case unknownKey(String, tensor: String)
    case notAWholeNumber(tensor: String, key: String, found: String)
    case notTwoOffsets(tensor: String, found: [Int])
    case tooManyDimensions(tensor: String, limit: Int)
    case unknownType(tensor: String, found: String)
    // Sizes and places, in bytes from the start of the data.
    case sizeOverflow(tensor: String, shape: [Int])
    case reversedOffsets(tensor: String, begin: Int, end: Int)
    case wrongSize(tensor: String, shape: [Int], type: TensorType, found: Int, expected: Int)
    case overlap(tensor: String, begin: Int, previousEnd: Int)
    case gap(tensor: String, begin: Int, previousEnd: Int)
    case truncated(tensor: String, end: Int, dataBytes: Int)
    case trailingBytes(dataBytes: Int, used: Int)
    // The checksum.
    case damaged(written: String, computed: String)
    case noChecksum
    // What a reader asked for.
    case missingTensor(String, present: [String])
    case wrongType(tensor: String, found: TensorType, expected: TensorType)
    case wrongShape(tensor: String, found: [Int], expected: [Int])
  }
}

extension SafetensorsError: CustomStringConvertible {
  public var description: String { "\(file): \(problem.sentence)" }
}

extension SafetensorsError.Problem {
  fileprivate var sentence: String {
    switch self {
    case .tooShort(let bytes):
      "not a safetensors file: it holds \(bytes) bytes, and the header's length alone takes 8"
    case .headerTooLong(let bytes, let limit):
      "not a safetensors file: the header claims \(bytes) bytes; at most \(limit) are accepted"
    case .headerBeyondFile(let headerBytes, let fileBytes):
      "truncated, or not a safetensors file: "
        + "the header claims \(headerBytes) bytes, but the file holds only \(fileBytes)"
    case .syntax(let offset, let found, let expected):
      "the header is damaged at byte \(offset): found \(found), expected \(expected)"
    case .duplicateTensor(let name):
      "two tensors are called \(quoted(name))"
    case .duplicateKey(let key, let tensor):
      "\(quoted(tensor)) holds the key \(quoted(key)) twice"
    case .missingKey(let key, let tensor):
      "tensor \(quoted(tensor)) has no \(quoted(key))"
    case .unknownKey(let key, let tensor):
      "tensor \(quoted(tensor)) has an unknown key \(quoted(key)); "
        + "expected 'dtype', 'shape' and 'data_offsets'"
    case .notAWholeNumber(let tensor, let key, let found):
      "tensor \(quoted(tensor)): \(quoted(key)) holds \(quoted(found)); "
        + "expected a whole number from 0 to \(Int.max)"
    case .notTwoOffsets(let tensor, let found):
      "tensor \(quoted(tensor)): 'data_offsets' holds \(brief(found)); "
        + "expected two numbers, begin and end"
    case .tooManyDimensions(let tensor, let limit):
      "tensor \(quoted(tensor)) has more than \(limit) dimensions"
    case .unknownType(let tensor, let found):
      "tensor \(quoted(tensor)) has dtype \(quoted(found)), which is not supported; expected one of "
        + TensorType.allCases.map(\.rawValue).joined(separator: ", ")
    case .sizeOverflow(let tensor, let shape):
      "tensor \(quoted(tensor)): shape \(brief(shape)) is larger than any memory"
    case .reversedOffsets(let tensor, let begin, let end):
      "tensor \(quoted(tensor)) ends at byte \(end) of the data, before its begin at byte \(begin)"
    case .wrongSize(let tensor, let shape, let type, let found, let expected):
      "tensor \(quoted(tensor)): shape \(brief(shape)) of \(type.rawValue) takes \(expected) bytes, "
        + "but its data_offsets span \(found)"
    case .overlap(let tensor, let begin, let previousEnd):
      "tensor \(quoted(tensor)) begins at byte \(begin) of the data, "
        + "inside the tensor before it, which ends at byte \(previousEnd)"
    case .gap(let tensor, let begin, let previousEnd):
      "tensor \(quoted(tensor)) begins at byte \(begin) of the data, "
        + "but the tensor before it ends at byte \(previousEnd); there must be no gap"
    case .truncated(let tensor, let end, let dataBytes):
      "truncated: tensor \(quoted(tensor)) ends at byte \(end) of the data, "
        + "but the file holds only \(dataBytes); use a complete copy"
    case .trailingBytes(let dataBytes, let used):
      "the data hold \(dataBytes) bytes, but the tensors take only \(used); there must be no others"
    case .damaged(let written, let computed):
      "the file is damaged: checksum \(quoted(written)) was written, "
        + "but the contents give '\(computed)'; use another copy or an earlier checkpoint"
    case .noChecksum:
      "the metadata holds no 'checksum', so the file may be damaged; "
        + "use a file as evo-rl wrote it"
    case .missingTensor(let name, let present):
      "there is no tensor \(quoted(name)); "
        + (present.isEmpty ? "the file holds none" : "the file holds \(brief(present))")
    case .wrongType(let tensor, let found, let expected):
      "tensor \(quoted(tensor)) holds \(found.rawValue); expected \(expected.rawValue)"
    case .wrongShape(let tensor, let found, let expected):
      "tensor \(quoted(tensor)) has shape \(brief(found)); expected \(brief(expected))"
    }
  }
}

/// Text from a file, fit for a terminal: in quotes, without control characters, of bounded length.
private func quoted(_ text: String) -> String {
  let limit = 60
  let shown = text.unicodeScalars.prefix(limit).map { scalar in
    scalar.properties.generalCategory == .control || scalar.properties.generalCategory == .format
      ? scalar.escaped(asASCII: true) : String(scalar)
  }
  return "'" + shown.joined() + (text.unicodeScalars.count > limit ? "…'" : "'")
}

private func brief(_ shape: [Int]) -> String {
  "[" + shape.map(String.init).joined(separator: ", ") + "]"
}

private func brief(_ names: [String]) -> String {
  let limit = 8
  let more = names.count > limit ? " and \(names.count - limit) more" : ""
  return names.prefix(limit).map(quoted).joined(separator: ", ") + more
}
