internal import Glibc

/// What a reader found since it was last asked.
public struct JournalBatch: Sendable {
  /// What was read, in order and without holes.
  public var records: [JournalRecord]
  /// The line that could not be read; `records` holds everything before it.
  public var error: JournalError?

  /// What a reader returns.
  public init(records: [JournalRecord], error: JournalError?) {
    self.records = records
    self.error = error
  }
}

/// Reads a journal as it grows: each call goes on where the last one ended.
///
/// A last line without its newline is left for later: its writer may still be at it, or was killed. A
/// writer that comes back after such a death starts a new line and repeats the sequence number, so lines
/// that are no records are forgiven exactly when the record after them holds the number that was due.
public struct JournalReader: Sendable {
  /// The journal's file.
  public let path: String
  /// Bytes of the file that were read as records.
  public private(set) var offset = 0
  /// Lines before `offset`.
  public private(set) var lines = 0
  /// The sequence number that the next record must have.
  public private(set) var nextSequence = 0
  /// A record with another number than was due stands after `offset`: nothing can be appended.
  private(set) var isStuck = false

  /// Begins before the first line; opens nothing yet.
  public init(path: String) {
    self.path = path
  }

  /// Reads the whole of a journal once.
  public static func all(of path: String) -> JournalBatch {
    var reader = JournalReader(path: path)
    return reader.read()
  }

  /// The records that were appended since the last call; a file that is not there yet has none.
  ///
  /// After an error the reader stays before the line in question and tries it again next time.
  public mutating func read() -> JournalBatch {
    // The prompt asks ten times a second, and mostly there is nothing: one call in place of three.
    var status = stat()
    if stat(path, &status) == 0, status.st_size == offset, status.st_mode & S_IFMT == S_IFREG {
      return JournalBatch(records: [], error: nil)
    }
    let bytes: [UInt8]
    do {
      bytes = try tail()
    } catch {
      return JournalBatch(records: [], error: error)
    }
    return consume(bytes)
  }

  /// Takes lines from bytes that begin at `offset`.
  mutating func consume(_ bytes: [UInt8]) -> JournalBatch {
    var records: [JournalRecord] = []
    isStuck = false
    // Where the next line begins, and how many lines were passed over since the last record.
    var start = 0
    var passed = 0
    var read = 0
    var problem: JournalError?
    while let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) {
      do {
        let record = try JournalCodec.decode(bytes[start..<end])
        guard record.sequence == nextSequence else {
          isStuck = true
          problem =
            problem
            ?? JournalError(
              .corrupt, path: path, line: lines + passed + 1,
              detail: "record \(record.sequence) where \(nextSequence) was due")
          break
        }
        records.append(record)
        nextSequence += 1
        lines += passed + 1
        passed = 0
        read = end + 1
        problem = nil
      } catch {
        passed += 1
        if problem == nil {
          problem = error
          problem?.path = path
          problem?.line = lines + passed
        }
      }
      start = end + 1
    }
    offset += read
    return JournalBatch(records: records, error: problem)
  }

  /// The bytes from `offset` to the end of the file.
  func tail() throws(JournalError) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    if descriptor < 0 {
      if errno == ENOENT { return [] }
      throw failure(.open, "open")
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw failure(.open, "fstat") }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw JournalError(.open, path: path, detail: "not a regular file")
    }
    var left = Int(status.st_size) - offset
    guard left >= 0 else {
      throw JournalError(.corrupt, path: path, detail: "the file became shorter")
    }
    guard left <= JournalWriter.limit * 2 else {
      throw JournalError(.corrupt, path: path, detail: "larger than a journal may be")
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(left)
    while left > 0 {
      let room = min(left, 1 << 16)
      let from = offset + bytes.count
      var count = 0
      let chunk = [UInt8](unsafeUninitializedCapacity: room) { buffer, initialized in
        count = pread(descriptor, buffer.baseAddress, room, off_t(from))
        initialized = max(0, count)
      }
      if count < 0 {
        if errno == EINTR { continue }
        throw failure(.read, "read")
      }
      if count == 0 { break }
      bytes += chunk
      left -= count
    }
    return bytes
  }

  private func failure(_ code: JournalError.Code, _ call: String) -> JournalError {
    let number = errno
    return JournalError(
      code, path: path, errno: number, detail: "\(call): \(String(cString: strerror(number)))")
  }
}
