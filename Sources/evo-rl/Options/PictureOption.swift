import ArgumentParser

/// Refuses a name for a picture whose ending says that it is of another kind.
func requirePNG(_ path: String?, _ option: String) throws {
  guard let path, !path.lowercased().hasSuffix(".png") else { return }
  let name = path.split(separator: "/").last ?? ""
  let stem = name.lastIndex(of: ".").map { path.dropLast(name[$0...].count) } ?? path[...]
  throw ValidationError("--\(option) \(path): the picture is a PNG; name it \(stem).png")
}
