internal import Glibc

/// Asks `bash -n` whether a line is whole; runs nothing of it.
enum BashSyntax {
  static let path = "/bin/bash"

  /// What bash says about the line; nil if it can take it, or if there is no bash.
  static func fault(in line: String) -> String? {
    guard access(path, X_OK) == 0, !line.utf8.contains(0) else { return nil }
    // popen(3) starts its shell by posix_spawn; the line is one quoted word of it, and nothing of
    // the author's environment (BASH_ENV) comes along.
    let word = "'" + line.replacing("'", with: "'\\''") + "'"
    guard
      let stream = popen(
        "exec env -i LC_ALL=C \(path) -O extglob -n -c \(word) 2>&1 </dev/null", "r")
    else { return nil }
    var said: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1024)
    while true {
      let count = fread(&buffer, 1, buffer.count, stream)
      if count == 0 { break }
      if said.count < 4096 { said += buffer[..<count] }
    }
    guard pclose(stream) != 0 else { return nil }
    let first = String(decoding: said, as: UTF8.self).split(separator: "\n").first ?? "not a line"
    // "/bin/bash: -c: line 1: syntax error: …": what comes before says nothing to the author.
    let parts = first.split(separator: ": ", maxSplits: 3, omittingEmptySubsequences: false)
    return String(parts.count == 4 ? parts[3] : first)
  }
}
