internal import Checking
internal import FoundationEssentials
internal import Glibc

/// A course's folder on disk: reads text, lists names.
struct CourseFiles: Sendable {
  /// Absolute, without a slash at its end.
  let root: String

  static let limitBytes = 1 << 20

  func absolute(_ path: String) -> String { "\(root)/\(path)" }

  func exists(_ path: String) -> Bool { access(absolute(path), F_OK) == 0 }

  func isFolder(_ path: String) -> Bool {
    var info = stat()
    return stat(absolute(path), &info) == 0 && info.st_mode & S_IFMT == S_IFDIR
  }

  /// The names in a folder, sorted; empty if there is none.
  func names(in path: String) -> [String] {
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: absolute(path)) else {
      return []
    }
    return names.filter { !$0.hasPrefix(".") }.sorted()
  }

  func folders(in path: String) -> [String] {
    names(in: path).filter { isFolder("\(path)/\($0)") }
  }

  /// A file's text; a file that can't be read, is too large or isn't UTF-8 is a problem.
  func text(_ path: String, log: ContentLog) -> String? {
    let place = SourcePlace(file: path)
    let descriptor = open(absolute(path), O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      log.report(errno == ENOENT ? "no such file" : String(cString: strerror(errno)), at: place)
      return nil
    }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 64 * 1024)
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else {
        log.report(String(cString: strerror(errno)), at: place)
        return nil
      }
      if count == 0 { break }
      bytes += buffer[..<count]
      if bytes.count > Self.limitBytes {
        log.report("larger than \(Self.limitBytes / 1024) KiB", at: place)
        return nil
      }
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      log.report("not UTF-8 text", at: place)
      return nil
    }
    return text
  }
}
