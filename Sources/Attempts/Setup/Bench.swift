import FoundationEssentials
import Glibc

/// The working directory of an attempt.
///
/// The directory itself is kept when an exercise is set up afresh, because a shell may stand in it;
/// what an earlier attempt left in it moves to that attempt's own folder, so nothing is lost.
struct Bench {
  let path: String

  /// Makes the directory, and moves whatever is in it to `keep`.
  ///
  /// - Returns: whether there was anything to move.
  func prepare(keeping keep: String) throws -> Bool {
    let files = FileManager.default
    do {
      try files.createDirectory(atPath: path, withIntermediateDirectories: true)
      let left = try files.contentsOfDirectory(atPath: path)
      guard !left.isEmpty else { return false }
      try files.createDirectory(atPath: keep, withIntermediateDirectories: true)
      for name in left {
        let from = path + "/" + name
        let to = keep + "/" + name
        if rename(from, to) == 0 { continue }
        try files.copyItem(atPath: from, toPath: to)
        try files.removeItem(atPath: from)
      }
      return true
    } catch {
      throw AttemptError("\(path): the bench can't be prepared: \(brief(error))")
    }
  }

  /// Writes a file below the bench, making its folders.
  func write(_ content: String, to relative: String) throws {
    let target = try inside(relative)
    do {
      let folder = String(target[..<(target.lastIndex(of: "/") ?? target.endIndex)])
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      try Data(content.utf8).write(to: URL(filePath: target))
    } catch {
      throw AttemptError("\(target): can't be written: \(brief(error))")
    }
  }

  /// Makes a folder below the bench and gives its absolute path.
  func folder(_ relative: String) throws -> String {
    let target = try inside(relative)
    do {
      try FileManager.default.createDirectory(atPath: target, withIntermediateDirectories: true)
    } catch {
      throw AttemptError("\(target): can't be made: \(brief(error))")
    }
    return target
  }

  private func inside(_ relative: String) throws -> String {
    let parts = relative.split(separator: "/")
    guard !relative.hasPrefix("/"), !parts.contains("..") else {
      throw AttemptError("\(relative): a course writes only below the bench", kind: .failure)
    }
    return path + "/" + relative
  }
}

/// An error in few words: errno's text where there is one.
public func brief(_ error: any Error) -> String {
  if let cocoa = error as? CocoaError, let posix = cocoa.underlying as? POSIXError {
    return String(cString: strerror(posix.code.rawValue))
  }
  if let posix = error as? POSIXError { return String(cString: strerror(posix.code.rawValue)) }
  return "\(error)"
}
