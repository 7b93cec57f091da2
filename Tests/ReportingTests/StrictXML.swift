/// A scanner for well-formed XML 1.0 without DOCTYPE, strict enough to hold our own output to.
///
/// It checks nesting, quoted and unique attributes, references, and that each character is a Char of
/// production 2. It yields the elements in document order.
struct StrictXML {
  struct Element: Equatable {
    var path: String
    var attributes: [String: String]
    var text: String
  }

  struct Malformed: Error {
    var reason: String
    var offset: Int
  }

  private var rest: Substring.UnicodeScalarView
  private let size: Int
  private(set) var elements: [Element] = []

  init(_ text: String) throws {
    rest = Substring(text).unicodeScalars
    size = rest.count
    for scalar in rest {
      let isChar =
        scalar == "\t" || scalar == "\n" || scalar == "\r"
        || (scalar.value >= 0x20 && scalar.value != 0xFFFE && scalar.value != 0xFFFF)
      guard isChar else { throw malformed("character \(scalar.value)") }
    }
    try expect("<?xml version=\"1.0\" encoding=\"UTF-8\"?>")
    blanks()
    try element(inside: "")
    blanks()
    guard rest.isEmpty else { throw malformed("text after the root element") }
  }

  private mutating func element(inside path: String) throws {
    try expect("<")
    let name = try self.name()
    let path = path.isEmpty ? name : "\(path)/\(name)"
    var attributes: [String: String] = [:]
    while true {
      let hadBlank = blanks()
      if take("/>") {
        elements.append(Element(path: path, attributes: attributes, text: ""))
        return
      }
      if take(">") { break }
      guard hadBlank else { throw malformed("no blank before an attribute") }
      let key = try self.name()
      try expect("=\"")
      let value = try characters(until: "\"")
      guard attributes.updateValue(value, forKey: key) == nil else {
        throw malformed("attribute \(key) twice")
      }
      try expect("\"")
    }
    let index = elements.count
    elements.append(Element(path: path, attributes: attributes, text: ""))
    while true {
      elements[index].text += try characters(until: "<")
      if take("</") {
        let end = try self.name()
        guard end == name else { throw malformed("</\(end)> ends <\(name)>") }
        blanks()
        try expect(">")
        return
      }
      try element(inside: path)
    }
  }

  private mutating func characters(until end: Unicode.Scalar) throws -> String {
    var text = String.UnicodeScalarView()
    while let scalar = rest.first, scalar != end {
      if scalar == "<" { throw malformed("< in text") }
      if scalar == "&" {
        text.append(try reference())
        continue
      }
      rest.removeFirst()
      text.append(scalar)
      if String(text.suffix(3)) == "]]>" { throw malformed("]]> in text") }
    }
    guard !rest.isEmpty else { throw malformed("ends too early") }
    return String(text)
  }

  private mutating func reference() throws -> Unicode.Scalar {
    let known: [(String, Unicode.Scalar)] = [
      ("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"),
      ("&#9;", "\t"), ("&#10;", "\n"), ("&#13;", "\r"),
    ]
    for (text, scalar) in known where take(text) { return scalar }
    throw malformed("unknown reference")
  }

  private mutating func name() throws -> String {
    let name = rest.prefix { $0.properties.isAlphabetic || $0 == "-" || $0 == "_" }
    guard !name.isEmpty else { throw malformed("no name") }
    rest.removeFirst(name.count)
    return String(name)
  }

  @discardableResult
  private mutating func blanks() -> Bool {
    let blanks = rest.prefix { $0 == " " || $0 == "\n" }
    rest.removeFirst(blanks.count)
    return !blanks.isEmpty
  }

  private mutating func take(_ text: String) -> Bool {
    guard rest.starts(with: text.unicodeScalars) else { return false }
    rest.removeFirst(text.unicodeScalars.count)
    return true
  }

  private mutating func expect(_ text: String) throws {
    guard take(text) else { throw malformed("no \(text)") }
  }

  private func malformed(_ reason: String) -> Malformed {
    Malformed(reason: reason, offset: size - rest.count)
  }
}
