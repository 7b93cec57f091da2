import Glibc
import ProcFS

/// The C programs that stand for the limits, built into a directory that goes at the end.
final class ReferencePrograms {
  let directory: String
  let sources: String
  private var built: [String: String] = [:]

  /// - Parameter sources: The folder of the C files.
  init(sources: String) throws {
    self.sources = sources
    var template = Array("/tmp/lab-measure-XXXXXX".utf8CString)
    let made = template.withUnsafeMutableBufferPointer { buffer in
      buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) }
    }
    guard let made else { throw Command.Failure(description: "mkdtemp: errno \(errno)") }
    directory = made
  }

  deinit {
    for path in built.values { unlink(path) }
    unlink(directory + "/strace")
    rmdir(directory)
  }

  /// The path of a program, built with cc -O2 at first need.
  func build(_ name: String) throws -> String {
    if let path = built[name] { return path }
    let path = "\(directory)/\(name)"
    _ = try Command(["/usr/bin/cc", "-O2", "-o", path, "\(sources)/\(name).c"]).finish()
    built[name] = path
    return path
  }
}
