extension TensorFile {
  /// The bytes of the safetensors file: a pure function of the contents and their order.
  ///
  /// Metadata keys are sorted, with the checksum among them. Tensors stand in the header in their
  /// order; their data are laid out widest elements first, behind a header padded to a multiple of
  /// 8 bytes, so that every tensor is aligned to its elements and can be used in place.
  public func encoded() -> [UInt8] {
    var pairs = metadata
    pairs[Self.checksumKey] = checksum
    let layout = dataLayout()
    let members =
      [jsonString(Self.metadataName) + ":" + jsonObject(pairs)]
      + names.map { name in
        guard let tensor = self[name], let begin = layout.begins[name] else { return "" }
        return jsonString(name)
          + #":{"dtype":"\#(tensor.type.rawValue)","shape":\#(jsonArray(tensor.shape)),"#
          + #""data_offsets":\#(jsonArray([begin, begin + tensor.bytes.count]))}"#
      }
    var header = Array("{\(members.joined(separator: ","))}".utf8)
    header.append(contentsOf: repeatElement(UInt8(ascii: " "), count: -header.count & 7))

    var bytes: [UInt8] = []
    bytes.reserveCapacity(8 + header.count + layout.size)
    withUnsafeBytes(of: UInt64(header.count).littleEndian) { bytes.append(contentsOf: $0) }
    bytes.append(contentsOf: header)
    for tensor in layout.tensors { bytes.append(contentsOf: tensor.bytes) }
    return bytes
  }

  /// The tensors in the order of their data, where each begins, and the bytes that all take.
  private func dataLayout() -> (tensors: [Tensor], begins: [String: Int], size: Int) {
    var tensors: [Tensor] = []
    var begins: [String: Int] = [:]
    var size = 0
    for width in [8, 4, 1] {
      for name in names {
        guard let tensor = self[name], tensor.type.size == width else { continue }
        tensors.append(tensor)
        begins[name] = size
        size += tensor.bytes.count
      }
    }
    return (tensors, begins, size)
  }
}

private func jsonObject(_ pairs: [String: String]) -> String {
  let members = pairs.sorted { precedesBytewise($0.key, $1.key) }.map {
    jsonString($0.key) + ":" + jsonString($0.value)
  }
  return "{\(members.joined(separator: ","))}"
}

private func jsonArray(_ numbers: [Int]) -> String {
  "[\(numbers.map(String.init).joined(separator: ","))]"
}

private func jsonString(_ text: String) -> String {
  var json = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"", "\\": json += "\\\(scalar)"
    case "\u{0}"..<" ":
      let digits = String(scalar.value, radix: 16)
      json += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    default: json.unicodeScalars.append(scalar)
    }
  }
  return json + "\""
}
