import CLinux
import Glibc

/// Rows and columns of a terminal window, ioctl_tty(2).
public struct TerminalSize: Equatable, Sendable {
  /// Lines of text.
  public var rows: Int
  /// Character cells of a line.
  public var columns: Int

  /// A window of 24 rows and 80 columns unless said otherwise.
  public init(rows: Int = 24, columns: Int = 80) {
    self.rows = rows
    self.columns = columns
  }

  /// The size of the terminal behind a descriptor; nil if it is none, or has no size.
  public init?(of descriptor: Int32) {
    var size = Glibc.winsize()
    guard lab_winsize_get(descriptor, &size) == 0, size.ws_col > 0, size.ws_row > 0 else {
      return nil
    }
    self.init(rows: Int(size.ws_row), columns: Int(size.ws_col))
  }

  var winsize: winsize {
    Glibc.winsize(
      ws_row: UInt16(clamping: rows), ws_col: UInt16(clamping: columns), ws_xpixel: 0, ws_ypixel: 0)
  }
}
