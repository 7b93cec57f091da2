/// Columns aligned by what they hold.
public struct TextTable: Equatable, Sendable {
  /// On which side a column's cells stand.
  public enum Alignment: Equatable, Sendable {
    case left, right, centre
  }

  /// The rows, each a list of cells, which may hold escape sequences.
  public var rows: [[String]]
  /// By column; those not named are left.
  public var alignments: [Alignment]
  /// Blanks between columns.
  public var gap: Int
  /// Blanks before the first column.
  public var indent: Int

  /// A table from its rows.
  public init(
    rows: [[String]] = [], alignments: [Alignment] = [], gap: Int = 2, indent: Int = 2
  ) {
    self.rows = rows
    self.alignments = alignments
    self.gap = gap
    self.indent = indent
  }

  /// The lines, none wider than `width`: the last column is wrapped, and if that doesn't do, the
  /// lines are cut.
  public func lines(width: Int = .max, ellipsis: String = "…") -> [String] {
    let count = rows.map(\.count).max() ?? 0
    guard count > 0 else { return [] }
    let widths = (0..<count).map { column in
      rows.map { column < $0.count ? $0[column].displayWidth : 0 }.max() ?? 0
    }
    let before = indent + widths.dropLast().reduce(0) { $0 + $1 + gap }
    let room = width == .max ? Int.max : max(width - before, 0)
    let wraps = room >= 12 && room < (widths.last ?? 0)
    var lines: [String] = []
    for row in rows {
      var line = String(repeating: " ", count: indent)
      var more: [String] = []
      for column in 0..<count {
        var cell = column < row.count ? row[column] : ""
        if column == count - 1, wraps, cell.displayWidth > room {
          let parts = cell.wrapped(to: room)
          cell = parts.first ?? ""
          more = Array(parts.dropFirst())
        }
        let side = column < alignments.count ? alignments[column] : .left
        line += Self.align(
          cell, to: column == count - 1 && side == .left ? 0 : widths[column], side)
        if column < count - 1 { line += String(repeating: " ", count: gap) }
      }
      while line.last == " " { line.removeLast() }
      lines.append(line)
      lines += more.map { String(repeating: " ", count: before) + $0 }
    }
    return width == .max ? lines : lines.map { $0.truncated(to: max(1, width), ellipsis: ellipsis) }
  }

  private static func align(_ cell: String, to width: Int, _ side: Alignment) -> String {
    switch side {
    case .left: return cell.padded(to: width)
    case .right: return cell.padded(to: width, right: true)
    case .centre:
      let left = max(0, width - cell.displayWidth) / 2
      return (String(repeating: " ", count: left) + cell).padded(to: width)
    }
  }
}
