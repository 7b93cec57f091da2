internal import Glibc
public import ProcFS

/// Appends to a journal: one write(2) a line, numbered without holes.
///
/// Not for several threads. A failed write is reported once; from then on lines are dropped until one
/// succeeds, and that one is preceded by a `gap` over the time in between.
public final class JournalWriter {
  /// Bytes that a journal may hold; what comes after is dropped.
  public static let limit = 16 << 20

  /// What became of a record.
  public enum Outcome: Hashable, Sendable {
    case written
    /// The journal is full, or its disk is.
    case dropped
  }

  /// The journal's file.
  public let path: String
  /// The sequence number of the next record.
  public private(set) var nextSequence: Int
  /// Bytes in the file, as far as this writer knows.
  public private(set) var bytes: Int
  private let descriptor: Int32
  private let limit: Int
  /// The last byte of the file is not a newline: a writer died, or the disk was full.
  private var torn: Bool
  private var full = false
  private var failedAt: UInt64?

  /// Opens the journal for appending, or makes it (mode 0600), and goes on with its numbers.
  ///
  /// - Throws: `JournalError`; `corrupt` where a line before the last is no record.
  public convenience init(path: String, limit: Int = JournalWriter.limit) throws(JournalError) {
    var reader = JournalReader(path: path)
    let batch = reader.read()
    // Unreadable lines at the end are passed over: the next record has the number that was due.
    if let error = batch.error, error.line == nil || reader.isStuck { throw error }
    let rest = try reader.tail()
    let opened = open(
      path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY, 0o600)
    guard opened >= 0 else {
      let number = errno
      throw JournalError(
        .open, path: path, errno: number, detail: "open: \(String(cString: strerror(number)))")
    }
    var status = stat()
    guard fstat(opened, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(opened)
      throw JournalError(.open, path: path, detail: "not a regular file")
    }
    self.init(
      descriptor: opened, path: path, nextSequence: reader.nextSequence,
      bytes: Int(status.st_size), limit: limit)
    guard let last = rest.last, last != UInt8(ascii: "\n") else { return }
    torn = true
    // A whole record that lacks its newline only will count as soon as it has one.
    let fragment = rest[(rest.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0)...]
    if let record = try? JournalCodec.decode(fragment), record.sequence == nextSequence {
      nextSequence += 1
    }
  }

  /// Takes over a descriptor that is open for appending.
  package init(
    descriptor: Int32, path: String, nextSequence: Int = 0, bytes: Int = 0,
    limit: Int = JournalWriter.limit
  ) {
    self.descriptor = descriptor
    self.path = path
    self.nextSequence = nextSequence
    self.bytes = bytes
    self.limit = limit
    torn = false
  }

  deinit {
    close(descriptor)
  }

  /// Writes one event.
  ///
  /// - Parameter atLimit: what the last line says when the journal has become too long.
  /// - Throws: `JournalError` with code `write` for the first of a row of failures, or `unencodable`.
  @discardableResult
  public func append(
    _ event: Event, boot: BootID, at time: UInt64, atLimit: @autoclosure () -> Event? = nil
  ) throws(JournalError) -> Outcome {
    if full { return .dropped }
    if let from = failedAt {
      let gap = JournalRecord(
        sequence: nextSequence, boot: boot, at: time, event: .gap(from: from, to: time))
      guard put(try JournalCodec.encode(gap)) == 0 else { return .dropped }
      failedAt = nil
    }
    let record = JournalRecord(sequence: nextSequence, boot: boot, at: time, event: event)
    let line = try JournalCodec.encode(record)
    if bytes + line.count > limit {
      full = true
      if let last = atLimit() {
        let record = JournalRecord(sequence: nextSequence, boot: boot, at: time, event: last)
        _ = put(try JournalCodec.encode(record))
      }
      return .dropped
    }
    let failure = put(line)
    if failure == 0 { return .written }
    failedAt = time
    throw JournalError(
      .write, path: path, errno: failure,
      detail: "write: \(String(cString: strerror(failure)))")
  }

  /// Writes a line, after a newline where the last one is torn: 0, or an errno.
  private func put(_ line: [UInt8]) -> Int32 {
    let whole = torn ? [UInt8(ascii: "\n")] + line : line
    var count = 0
    repeat {
      count = write(descriptor, whole, whole.count)
    } while count < 0 && errno == EINTR
    if count < 0 { return errno }
    bytes += count
    if count < whole.count {
      // Where only the newline went out, the line before it is ended.
      if count > 0 { torn = !(torn && count == 1) }
      // Where only its newline is missing, the record counts once the next line begins.
      if count == whole.count - 1 { nextSequence += 1 }
      return ENOSPC
    }
    torn = false
    nextSequence += 1
    return 0
  }
}
