/// Turns journal records into lines and back: one JSON object a line, keys sorted.
public enum JournalCodec {
  /// The line of a record, ending in a newline.
  ///
  /// - Throws: `JournalError` with code `unencodable` (a number that JSON has no words for).
  public static func encode(_ record: JournalRecord) throws(JournalError) -> [UInt8] {
    do {
      var line = try JSONLineEncoder.encode(record)
      line.append(UInt8(ascii: "\n"))
      return line
    } catch {
      throw JournalError(.unencodable, detail: "\(error)")
    }
  }

  /// Reads one line, with or without its newline.
  ///
  /// - Throws: `JournalError` with code `corrupt`.
  public static func decode(_ line: some Collection<UInt8>) throws(JournalError) -> JournalRecord {
    do {
      return try JSONLineDecoder.decode(JournalRecord.self, from: Array(line))
    } catch let error as DecodingError {
      throw JournalError(.corrupt, detail: describe(error))
    } catch {
      throw JournalError(.corrupt, detail: "\(error)")
    }
  }

  /// Says in one line where a decoder gave up.
  private static func describe(_ error: DecodingError) -> String {
    let context: DecodingError.Context
    switch error {
    case .typeMismatch(_, let found), .valueNotFound(_, let found), .keyNotFound(_, let found),
      .dataCorrupted(let found):
      context = found
    @unknown default: return "not a record"
    }
    let path = context.codingPath.map(\.stringValue).joined(separator: ".")
    return path.isEmpty ? context.debugDescription : "\(path): \(context.debugDescription)"
  }
}

/// Why a journal could not be read or written.
public struct JournalError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What kind of failure it is.
  public enum Code: String, Hashable, Sendable {
    /// A line that is no record, or that is out of sequence.
    case corrupt
    /// A record that JSON cannot say.
    case unencodable
    /// The file could not be opened, or its owner or kind is wrong.
    case open
    case read
    /// The disk is full, or it went away.
    case write
  }

  /// What kind of failure it is.
  public var code: Code
  /// The journal, where it is a file.
  public var path: String?
  /// From 1; nil where no line is meant.
  public var line: Int?
  /// The errno of the call that failed.
  public var errno: Int32?
  /// One line for people.
  public var detail: String

  /// An error of a journal, with as much of its place as is known.
  public init(
    _ code: Code, path: String? = nil, line: Int? = nil, errno: Int32? = nil, detail: String
  ) {
    self.code = code
    self.path = path
    self.line = line
    self.errno = errno
    self.detail = detail
  }

  /// Place and detail: `PATH:LINE: what is wrong`.
  public var description: String {
    var place = path ?? "journal"
    if let line { place += ":\(line)" }
    return "\(place): \(detail)"
  }
}
