import CLinux
import Glibc

/// What the place that text goes to can show.
public struct Terminal: Equatable, Sendable {
  /// Whether it is a terminal at all, isatty(3).
  public var isTTY: Bool
  /// Cells of a line: of the window, else COLUMNS, else 80.
  public var width: Int
  /// Lines of the window, else LINES, else 24.
  public var height: Int
  /// Whether the locale is UTF-8, by LC_ALL, LC_CTYPE or LANG, locale(7).
  public var isUTF8: Bool
  /// Whether colour is wanted: a terminal, not TERM=dumb, and no NO_COLOR (no-color.org).
  public var hasColour: Bool

  /// Capabilities as given; for tests, and for output that goes elsewhere.
  public init(
    isTTY: Bool = false, width: Int = 80, height: Int = 24, isUTF8: Bool = true,
    hasColour: Bool = false
  ) {
    self.isTTY = isTTY
    self.width = max(1, width)
    self.height = max(1, height)
    self.isUTF8 = isUTF8
    self.hasColour = hasColour
  }

  /// What the terminal behind a descriptor can show.
  ///
  /// - Parameter environment: a look-up of variables; getenv(3) unless said otherwise.
  public init(
    descriptor: Int32 = 1, environment: (String) -> String? = Terminal.variable
  ) {
    isTTY = isatty(descriptor) == 1
    var size = winsize()
    let known = isTTY && lab_winsize_get(descriptor, &size) == 0
    func positive(_ name: String) -> Int? {
      environment(name).flatMap { Int($0) }.flatMap { (1...10_000).contains($0) ? $0 : nil }
    }
    width = known && size.ws_col > 0 ? Int(size.ws_col) : positive("COLUMNS") ?? 80
    height = known && size.ws_row > 0 ? Int(size.ws_row) : positive("LINES") ?? 24
    let names: [String] = ["LC_ALL", "LC_CTYPE", "LANG"]
    let locale = names.compactMap { environment($0) }.first { !$0.isEmpty } ?? ""
    let encoding = locale.lowercased()
    isUTF8 = encoding.contains("utf-8") || encoding.contains("utf8")
    hasColour =
      isTTY && (environment("NO_COLOR") ?? "").isEmpty && environment("TERM") != "dumb"
      && environment("TERM") != nil
  }

  /// A variable of this process's environment, getenv(3).
  public static func variable(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }
  }

  /// The signs that it can show.
  public var symbols: Symbols { isUTF8 ? .unicode : .ascii }
  /// Escape sequences, or none.
  public var style: Style { Style(isOn: hasColour) }
}
