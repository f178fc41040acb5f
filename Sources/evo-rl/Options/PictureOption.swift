import ArgumentParser

/// Refuses a name for a picture whose ending says that it is of another kind.
func requirePNG(_ path: String?, _ option: String) throws {
  try requireEnding("png", of: path, option, "the picture is a PNG")
}

/// Refuses a name for a file whose ending says that it is of another kind.
///
/// - Parameter kind: what the file is, for people.
func requireEnding(_ ending: String, of path: String?, _ option: String, _ kind: String) throws {
  guard let path, !path.lowercased().hasSuffix(".\(ending)") else { return }
  let name = path.split(separator: "/").last ?? ""
  let stem = name.lastIndex(of: ".").map { path.dropLast(name[$0...].count) } ?? path[...]
  throw ValidationError("--\(option) \(path): \(kind); name it \(stem).\(ending)")
}
