import EvoWords

/// What programs that look at pictures are told about a film ("Extensible Metadata Platform", ISO 16684-1).
enum XMP {
  /// A packet with one text, its description.
  static func packet(_ words: String) -> [UInt8] {
    Array(
      """
      <?xpacket begin="\u{FEFF}" id="W5M0MpCehiHzreSzNTczkc9d"?>
      <x:xmpmeta xmlns:x="adobe:ns:meta/">
      <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
      <rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">
      <dc:description><rdf:Alt><rdf:li xml:lang="x-default">\(escaped(words))</rdf:li></rdf:Alt></dc:description>
      </rdf:Description>
      </rdf:RDF>
      </x:xmpmeta>
      <?xpacket end="r"?>
      """.utf8)
  }

  /// A text inside an element. Paths may hold control characters, which XML cannot.
  private static func escaped(_ text: String) -> String {
    let scalars = text.unicodeScalars.map { $0.value < 0x20 && $0 != "\n" ? "\u{FFFD}" : $0 }
    return String(String.UnicodeScalarView(scalars))
      .replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
  }
}
