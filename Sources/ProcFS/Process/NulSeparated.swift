/// Strings that the kernel keeps with NUL bytes between: a command line, an environment.
///
/// Interfaces: `/proc/PID/cmdline` and `/proc/PID/environ`, described in proc_pid_cmdline(5) and
/// proc_pid_environ(5). A process can overwrite both; the environment is that of its last exec.
public struct NulSeparated: Sendable, Hashable {
  /// As read.
  public let bytes: [UInt8]

  /// Takes any bytes; there is nothing in them that could be wrong.
  public init(parsing bytes: [UInt8]) { self.bytes = bytes }

  /// The parts as text; bytes that are not UTF-8 become U+FFFD.
  public var strings: [String] { parts.map { String(decoding: $0, as: UTF8.self) } }

  /// The parts as bytes, without their NUL bytes; an empty part is kept, for it is an argument too.
  public var parts: [ArraySlice<UInt8>] {
    var rest = bytes[...]
    // The last part ends with a NUL byte too, unless the process wrote over it.
    if rest.last == 0 { rest.removeLast() }
    return bytes.isEmpty ? [] : rest.split(separator: 0, omittingEmptySubsequences: false)
  }

  /// The values of keys that a filter wants; of a key that stands twice, the first, as getenv(3)
  /// takes it. Parts without "=" are left out.
  public func variables(where wants: (String) -> Bool) -> [String: String] {
    var found: [String: String] = [:]
    for part in parts {
      guard let equals = part.firstIndex(of: UInt8(ascii: "=")) else { continue }
      let key = String(decoding: part[..<equals], as: UTF8.self)
      guard found[key] == nil, wants(key) else { continue }
      found[key] = String(decoding: part[(equals + 1)...], as: UTF8.self)
    }
    return found
  }
}

extension ProcessDirectory {
  /// The arguments; none for a zombie and for a kernel thread.
  public func commandLine() throws(ProcFSError) -> NulSeparated {
    NulSeparated(parsing: try read("cmdline"))
  }

  /// The environment as it was at exec; `.denied` for another user's process.
  public func environment() throws(ProcFSError) -> NulSeparated {
    NulSeparated(parsing: try read("environ"))
  }
}
