/// The forms that a report can take.
public enum ReportFormat: String, Hashable, Sendable, CaseIterable {
  /// For people, as `check` shows it.
  case text
  /// The stable schema that `JSONReport` describes.
  case json
  /// What CI systems and several learning platforms import.
  case junit
  /// TAP 14, testanything.org.
  case tap
}

/// How text for people may look.
public struct TextStyle: Hashable, Sendable {
  /// Whether the terminal, or the file, takes UTF-8: `✔ ✘ ○`, else `ok NO ..`.
  public var unicode: Bool
  /// Columns; lines are broken before it where they can be.
  public var width: Int

  /// A style; 80 columns and UTF-8 unless said otherwise.
  public init(unicode: Bool = true, width: Int = 80) {
    self.unicode = unicode
    self.width = max(width, 20)
  }
}

extension ReportDocument {
  /// This report in a form, with a newline at its end.
  public func rendered(as format: ReportFormat, style: TextStyle = TextStyle()) -> String {
    switch format {
    case .text: TextReport(style: style).render(self)
    case .json: JSONReport.render(self)
    case .junit: JUnitReport.render(self)
    case .tap: TAPReport.render(self)
    }
  }
}
