/// What `systemctl show` printed about one unit; the values are text, as it prints them.
///
/// Interface: systemctl(1), show; org.freedesktop.systemd1(5) describes the properties. A unit that
/// is not loaded is shown with defaults and status 0: `isLoaded` comes before every other question.
public struct UnitProperties: Hashable, Sendable {
  /// By name. One that the unit's type lacks is missing.
  public var values: [String: String]

  /// A value of these parts.
  public init(_ values: [String: String] = [:]) { self.values = values }

  /// The value of a property; nil where it wasn't shown.
  public subscript(name: String) -> String? { values[name] }

  /// Whether what is shown is of this unit, and no default.
  public var isLoaded: Bool { values["LoadState"] == "loaded" }

  /// The main process; nil while there is none.
  public var mainPID: Int32? {
    values["MainPID"].flatMap { Int32($0) }.flatMap { $0 > 0 ? $0 : nil }
  }

  /// The path of its control group; nil while it has none.
  public var controlGroup: String? { values["ControlGroup"].flatMap { $0.isEmpty ? nil : $0 } }

  /// The unit's files: the fragment, and the drop-ins in the order in which they apply.
  public var files: [String] {
    let fragment = values["FragmentPath"].map { $0.isEmpty ? [] : [$0] } ?? []
    return fragment + (values["DropInPaths"] ?? "").split(separator: " ").map { String($0) }
  }

  /// Reads the blocks of a show of several units, in the order in which they were asked for.
  ///
  /// A block ends at an empty line. A line that begins with none of the properties asked for goes on
  /// with the value above it, whatever it holds; one that comes before any is passed over. Where a
  /// property comes twice, somebody's value holds a newline and looks like a property: then neither
  /// counts. Takes any bytes; those that are not UTF-8 become U+FFFD.
  ///
  /// - Parameter asked: The properties that were asked for.
  public static func blocks(parsing bytes: Span<UInt8>, asked: Set<String>) -> [UnitProperties] {
    var blocks: [UnitProperties] = []
    var block = Block()
    var start = 0
    func line(_ range: Range<Int>) {
      if range.isEmpty {
        if !block.isEmpty { blocks.append(block.properties) }
        block = Block()
        return
      }
      let text = bytes.extracting(range).withUnsafeBufferPointer {
        String(decoding: $0, as: UTF8.self)
      }
      guard let equals = text.firstIndex(of: "="), asked.contains(String(text[..<equals])) else {
        block.goOn(text)
        return
      }
      block.add(String(text[..<equals]), String(text[text.index(after: equals)...]))
    }
    for index in 0..<bytes.count where bytes[index] == UInt8(ascii: "\n") {
      line(start..<index)
      start = index + 1
    }
    if start < bytes.count { line(start..<bytes.count) }
    if !block.isEmpty { blocks.append(block.properties) }
    return blocks
  }

  private struct Block {
    private var values: [String: String] = [:]
    private var doubtful: Set<String> = []
    private var last: String?

    var isEmpty: Bool { values.isEmpty }
    var properties: UnitProperties { UnitProperties(values.filter { !doubtful.contains($0.key) }) }

    mutating func add(_ name: String, _ value: String) {
      if values[name] != nil { doubtful.insert(name) }
      values[name] = value
      last = name
    }

    mutating func goOn(_ text: String) {
      guard let last else { return }
      values[last, default: ""] += "\n" + text
    }
  }
}
