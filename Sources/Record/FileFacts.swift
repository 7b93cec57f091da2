/// Which files of an attempt's bench are to be looked at.
public struct FileRequest: Codable, Hashable, Sendable {
  /// A path relative to the bench; the parts between its slashes may hold `*` and `?`.
  public var pattern: String
  /// Whether the bytes are wanted too; files above the observer's limit come without.
  public var readsContent: Bool

  /// A value of these parts.
  public init(pattern: String, readsContent: Bool) {
    self.pattern = pattern
    self.readsContent = readsContent
  }
}

/// What was found in a bench for one request; no match means that nothing of that name exists.
public struct FileFacts: Codable, Hashable, Sendable {
  /// The pattern of the request.
  public var pattern: String
  /// Newest first; at equal times by path.
  public var matches: [FileMatch]

  /// A value of these parts.
  public init(pattern: String, matches: [FileMatch]) {
    self.pattern = pattern
    self.matches = matches
  }
}

/// One file of a bench, as statx(2) and read(2) told.
public struct FileMatch: Codable, Hashable, Sendable {
  /// Relative to the bench.
  public var path: String
  /// st_size.
  public var sizeBytes: Int64
  /// The last change of its content, seconds since 1970.
  public var modified: Double
  /// The same moment on CLOCK_BOOTTIME, nanoseconds; 0 for files from before the boot.
  public var modifiedBoottime: UInt64
  /// The bytes, if they were asked for and could be read.
  public var content: [UInt8]?
  /// Why there is no content, or no size: "directory", "symlink", "fifo", "socket", "device",
  /// "too-large", or the name of an errno, such as "EACCES".
  public var error: String?

  /// A value of these parts.
  public init(
    path: String, sizeBytes: Int64, modified: Double, modifiedBoottime: UInt64,
    content: [UInt8]?, error: String?
  ) {
    self.path = path
    self.sizeBytes = sizeBytes
    self.modified = modified
    self.modifiedBoottime = modifiedBoottime
    self.content = content
    self.error = error
  }
}
