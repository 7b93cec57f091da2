internal import CLinux
internal import Glibc
internal import ProcFS
public import Record

/// Looks at a bench, whose files are the learner's and may be anything.
///
/// No symbolic link below the bench is followed, nothing but regular files is opened, and no more
/// than a limit is read: a FIFO can't hold the lab up, a link can't lead it elsewhere.
public struct FileObserver: Sendable {
  /// Absolute path.
  public let bench: String
  /// Above this, a file's content is not read.
  public let contentLimitBytes: Int
  /// What all contents of one request may take together.
  public static let totalLimitBytes = 4 << 20
  /// How many matches of a pattern are kept: the newest.
  public static let matchLimit = 64

  /// An observer of one bench; nothing is opened before something is asked.
  public init(bench: String, contentLimitBytes: Int = 1 << 20) {
    self.bench = bench
    self.contentLimitBytes = contentLimitBytes
  }

  /// What there is for each request, in the order of the requests.
  ///
  /// A pattern that leaves the bench (absolute, or with "..") gives one match whose error is
  /// "outside-bench".
  public func facts(for requests: [FileRequest]) -> [FileFacts] {
    requests.map { FileFacts(pattern: $0.pattern, matches: matches($0)) }
  }

  /// The bytes of one regular file of the bench; nil if there is none, or it is too large.
  public func content(of path: String) -> [UInt8]? {
    matches(FileRequest(pattern: path, readsContent: true)).first?.content
  }

  private func matches(_ request: FileRequest) -> [FileMatch] {
    let parts = request.pattern.split(separator: "/").filter { $0 != "." }
    guard !request.pattern.hasPrefix("/"), !parts.isEmpty, !parts.contains("..") else {
      return [
        FileMatch(
          path: request.pattern, sizeBytes: 0, modified: 0, modifiedBoottime: 0, content: nil,
          error: "outside-bench")
      ]
    }
    guard let root = OpenDirectory(bench) else { return [] }
    var found: [FoundFile] = []
    find(parts.map { NamePattern($0) }[...], in: root, prefix: "", &found)
    found.sort { $0.isNewer(than: $1) }
    var budget = Self.totalLimitBytes
    return found.prefix(Self.matchLimit).map { file in
      file.match(
        readsContent: request.readsContent, limit: min(contentLimitBytes, budget), &budget)
    }
  }

  /// Goes down one directory a pattern part; each is opened through the one above it.
  private func find(
    _ parts: ArraySlice<NamePattern>, in directory: OpenDirectory, prefix: String,
    _ found: inout [FoundFile]
  ) {
    guard let part = parts.first else { return }
    let names =
      part.isWild
      ? directory.names().filter { part.matches($0) } : [part.bytes]
    for name in names {
      let text = String(decoding: name, as: UTF8.self)
      if parts.count == 1 {
        if let file = FoundFile(name: text, path: prefix + text, in: directory) {
          found.append(file)
        }
      } else if let below = directory.directory(text) {
        find(parts.dropFirst(), in: below, prefix: prefix + text + "/", &found)
      }
    }
  }
}

/// An open directory below, or at, a bench.
private final class OpenDirectory {
  let descriptor: Int32
  /// Most names that are looked at in one directory.
  static let nameLimit = 10_000

  private init(owning descriptor: Int32) { self.descriptor = descriptor }

  init?(_ path: String) {
    descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if descriptor < 0 { return nil }
  }

  deinit { _ = close(descriptor) }

  func directory(_ name: String) -> OpenDirectory? {
    let below = openat(descriptor, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    return below < 0 ? nil : OpenDirectory(owning: below)
  }

  func names() -> [[UInt8]] {
    let copy = openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard copy >= 0 else { return [] }
    guard let stream = fdopendir(copy) else {
      _ = close(copy)
      return []
    }
    defer { closedir(stream) }
    var names: [[UInt8]] = []
    while names.count < Self.nameLimit, let entry = readdir(stream) {
      let offset = MemoryLayout<dirent>.offset(of: \.d_name) ?? 19
      let text = UnsafeRawPointer(entry).advanced(by: offset).assumingMemoryBound(to: UInt8.self)
      let name = Array(UnsafeBufferPointer(start: text, count: strlen(text)))
      if name != Array(".".utf8), name != Array("..".utf8) { names.append(name) }
    }
    return names
  }
}

/// Something that has a matching name, before its content is read.
private struct FoundFile {
  let name: String
  let path: String
  let directory: OpenDirectory
  let status: stat

  init?(name: String, path: String, in directory: OpenDirectory) {
    var status = stat()
    guard fstatat(directory.descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { return nil }
    self.name = name
    self.path = path
    self.directory = directory
    self.status = status
  }

  private static func nanoseconds(_ time: timespec) -> Int64 {
    let (product, over) = Int64(time.tv_sec).multipliedReportingOverflow(by: 1_000_000_000)
    return over ? 0 : product &+ Int64(time.tv_nsec)
  }

  func isNewer(than other: FoundFile) -> Bool {
    let mine = Self.nanoseconds(status.st_mtim)
    let theirs = Self.nanoseconds(other.status.st_mtim)
    return mine == theirs ? path < other.path : mine > theirs
  }

  /// - Parameter budget: Reduced by what was read.
  func match(readsContent: Bool, limit: Int, _ budget: inout Int) -> FileMatch {
    let modified = Self.nanoseconds(status.st_mtim)
    var match = FileMatch(
      path: path, sizeBytes: Int64(status.st_size), modified: Double(modified) / 1e9,
      modifiedBoottime: Self.boottime(ofWall: modified), content: nil, error: kindError)
    guard readsContent, match.error == nil else { return match }
    guard status.st_size <= limit else {
      match.error = "too-large"
      return match
    }
    // Another kind of file may stand there by now: O_NONBLOCK lets a FIFO open at once.
    let flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC
    let descriptor = openat(directory.descriptor, name, flags)
    guard descriptor >= 0 else {
      match.error = ErrnoName.of(errno)
      return match
    }
    defer { _ = close(descriptor) }
    var now = stat()
    guard fstat(descriptor, &now) == 0, now.st_mode & S_IFMT == S_IFREG else {
      match.error = "device"
      return match
    }
    match.content = Self.read(descriptor, limit: limit)
    if let content = match.content {
      budget -= content.count
    } else {
      match.error = "too-large"
    }
    return match
  }

  private var kindError: String? {
    switch status.st_mode & S_IFMT {
    case S_IFREG: nil
    case S_IFDIR: "directory"
    case S_IFLNK: "symlink"
    case S_IFIFO: "fifo"
    case S_IFSOCK: "socket"
    default: "device"
    }
  }

  /// All bytes, or nil if there are more than the limit: a file can grow while it is read.
  private static func read(_ descriptor: Int32, limit: Int) -> [UInt8]? {
    var bytes: [UInt8] = []
    let chunk = 1 << 16
    while true {
      let part = [UInt8](unsafeUninitializedCapacity: chunk) { buffer, count in
        count = max(0, Glibc.read(descriptor, buffer.baseAddress, chunk))
      }
      if part.isEmpty { return bytes }
      bytes += part
      if bytes.count > limit { return nil }
    }
  }

  /// Where a moment of the wall clock lies on CLOCK_BOOTTIME, by the distance of the clocks now.
  private static func boottime(ofWall nanoseconds: Int64) -> UInt64 {
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    let age = Self.nanoseconds(now) &- nanoseconds
    return UInt64(clamping: Int64(clamping: lab_boottime()) &- age)
  }
}
