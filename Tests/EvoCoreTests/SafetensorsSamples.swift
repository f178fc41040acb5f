import EvoCore

/// The bytes of a file with any header text and data.
func safetensors(header: String, data: [UInt8] = []) -> [UInt8] {
  safetensors(header: Array(header.utf8), data: data)
}

func safetensors(header: [UInt8], data: [UInt8] = []) -> [UInt8] {
  withUnsafeBytes(of: UInt64(header.count).littleEndian, Array.init) + header + data
}

/// A file of tensors of every type, random in number, shape, bits, names and metadata.
func randomTensorFile(_ random: inout Random) -> TensorFile {
  var file = TensorFile()
  for _ in 0..<random.index(below: 4) {
    file.metadata[randomText(&random)] = randomText(&random)
  }
  for _ in 0..<random.index(below: 6) {
    let shape = (0..<random.index(below: 4)).map { _ in random.index(below: 4) }
    let count = shape.reduce(1, *)
    func bits() -> UInt64 { UInt64(random.next()) << 32 | UInt64(random.next()) }
    let tensor =
      switch random.index(below: 6) {
      case 0: Tensor((0..<count).map { _ in Float(bitPattern: random.next()) }, shape: shape)
      case 1: Tensor((0..<count).map { _ in Double(bitPattern: bits()) }, shape: shape)
      case 2: Tensor((0..<count).map { _ in Int64(bitPattern: bits()) }, shape: shape)
      case 3: Tensor((0..<count).map { _ in bits() }, shape: shape)
      case 4: Tensor((0..<count).map { _ in Int32(bitPattern: random.next()) }, shape: shape)
      default: Tensor((0..<count).map { _ in UInt8(random.next() >> 24) }, shape: shape)
      }
    file[randomText(&random)] = tensor
  }
  return file
}

/// Up to seven characters, with those that JSON must escape and those that UTF-8 spreads over
/// several bytes among them.
private func randomText(_ random: inout Random) -> String {
  let alphabet: [Unicode.Scalar] = [
    "a", "b", ".", "0", "\"", "\\", "/", "\n", "\t", "\u{0}", "\u{1F}", "\u{7F}", "é", "π", "🙂",
    "{",
  ]
  var text = ""
  for _ in 0..<random.index(below: 8) {
    text.unicodeScalars.append(alphabet[random.index(below: alphabet.count)])
  }
  return text
}
