import CLinux
import Glibc

/// This program's file, and the links to it that stand beside it.
enum Executable {
  /// A path to execute it by.
  static var path: String {
    let magic = "/proc/self/exe"
    let target = withUnsafeTemporaryAllocation(of: CChar.self, capacity: 4097) { buffer in
      guard let base = buffer.baseAddress else { return magic }
      let count = readlink(magic, base, 4096)
      guard count > 0 else { return magic }
      return String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
    return isThis(target) ? target : magic
  }

  /// The path of a link with this name, beside the path that was executed or beside the file.
  static func link(_ name: String) -> String? {
    for path in [String(cString: lab_execfn()), path] {
      let directory = parentPath(path)
      let candidate = directory.isEmpty ? name : directory + "/" + name
      if isThis(candidate) { return candidate }
    }
    return nil
  }

  /// The environment as it was handed over, and one more variable.
  static func environment(adding variable: String) -> [String] {
    var variables: [String] = []
    var next = lab_environment()
    while let at = next, let variable = at.pointee {
      variables.append(String(cString: variable))
      next = at + 1
    }
    return variables + [variable]
  }

  /// Whether this process runs this very program.
  static func isRun(by pid: pid_t) -> Bool { isThis("/proc/\(pid)/exe") }

  private static func isThis(_ path: String) -> Bool { isSameFile("/proc/self/exe", path) }
}
