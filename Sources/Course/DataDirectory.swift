internal import Glibc
internal import ProcFS

/// Where the course lies: found at run time, never built in.
public enum DataDirectory {
  /// `$LAB_DATA_DIR`, else `<prefix>/share/lab` seen from the executable, else the checkout that the
  /// executable was built in.
  ///
  /// - Throws: `CourseError` with code `noCourse` that lists every path that was tried.
  public static func find(environment: [String: String]) throws -> String {
    try find(environment: environment, executable: executable())
  }

  static func find(environment: [String: String], executable: String?) throws -> String {
    var tried: [String] = []
    func holds(_ folder: String) -> Bool {
      tried.append(folder)
      return access("\(folder)/Lessons/course.yaml", R_OK) == 0
    }
    if let folder = environment["LAB_DATA_DIR"], !folder.isEmpty {
      let folder = absolute(folder)
      if holds(folder) { return folder }
      throw failure(tried, "LAB_DATA_DIR names no course")
    }
    if let executable {
      let folders = parents(of: executable)
      if folders.count >= 2 {
        let prefix = folders[1] == "/" ? "" : folders[1]
        if holds("\(prefix)/share/lab") { return "\(prefix)/share/lab" }
      }
      for folder in folders where folder != "/" && holds(folder) { return folder }
    }
    throw failure(tried, "no course was found")
  }

  private static func failure(_ tried: [String], _ message: String) -> CourseError {
    let paths = tried.map { "  \($0)/Lessons/course.yaml" }.joined(separator: "\n")
    return CourseError(
      .noCourse, "\(message); tried:\n\(paths)\nset LAB_DATA_DIR, or give --course DIR")
  }

  /// The folders above a file, nearest first.
  static func parents(of path: String) -> [String] {
    var result: [String] = []
    var rest = path[...]
    while let slash = rest.lastIndex(of: "/") {
      rest = rest[..<slash]
      result.append(rest.isEmpty ? "/" : String(rest))
    }
    return result
  }

  static func absolute(_ path: String) -> String {
    guard let real = realpath(path, nil) else { return path }
    defer { free(real) }
    return String(cString: real)
  }

  /// The running program's own file.
  static func executable() -> String? { try? ProcRoot().process(getpid()).executable() }
}
