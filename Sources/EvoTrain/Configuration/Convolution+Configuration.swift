import EvoCore
import EvoYAML

extension ValueKind<[Convolution]> {
  /// A mapping for each convolution.
  static var convolutions: ValueKind {
    let keys = [
      Key("channels", \.channels, 1...1024), Key("kernel", \.kernel, 1...64),
      Key("padding", \.padding, 0...63), Key("pool", \.pool, 1...64),
    ]
    return ValueKind(
      expected: "a list of at most 8 convolutions, such as "
        + "[{channels: 6, kernel: 5, padding: 2, pool: 2}]",
      read: { node in
        guard case .sequence(let nodes) = node.content, nodes.count <= 8 else { return nil }
        var convolutions: [Convolution] = []
        for node in nodes {
          guard case .mapping(let entries) = node.content else { return nil }
          var convolution = Convolution(channels: 0, kernel: 0)
          for entry in entries {
            guard let key = keys.first(where: { $0.name == entry.key }),
              let value = ValueKind<Int>.integer(key.range).read(entry.value)
            else { return nil }
            convolution[keyPath: key.part] = value
          }
          guard convolution.isWhole else { return nil }
          convolutions.append(convolution)
        }
        return convolutions
      },
      culprit: { node in
        guard case .sequence(let nodes) = node.content else { return nil }
        for (index, node) in nodes.enumerated() {
          guard case .mapping(let entries) = node.content else { continue }
          for entry in entries {
            let name = entry.key ?? ""
            let kind = keys.first { $0.name == name }.map { ValueKind<Int>.integer($0.range) }
            guard kind?.read(entry.value) == nil else { continue }
            return Culprit(
              path: "[\(index)].\(name)", node: entry.value,
              expected: kind?.expected
                ?? "one of the keys \(keys.map(\.name).joined(separator: ", "))")
          }
        }
        return nil
      },
      write: { convolutions in
        let texts = convolutions.map { convolution in
          "{" + keys.map { "\($0.name): \(convolution[keyPath: $0.part])" }.joined(separator: ", ")
            + "}"
        }
        return "[" + texts.joined(separator: ", ") + "]"
      })
  }
}

/// A number of a convolution under its name.
private struct Key: Sendable {
  let name: String
  let part: any WritableKeyPath<Convolution, Int> & Sendable
  let range: ClosedRange<Int>

  init(
    _ name: String, _ part: any WritableKeyPath<Convolution, Int> & Sendable,
    _ range: ClosedRange<Int>
  ) {
    self.name = name
    self.part = part
    self.range = range
  }
}

extension Convolution {
  /// Whether the keys without a default were given, and a square never lies in the rim alone.
  fileprivate var isWhole: Bool { channels > 0 && kernel > 0 && padding < kernel }
}
