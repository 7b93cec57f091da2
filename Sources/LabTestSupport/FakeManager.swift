internal import Glibc

/// A systemctl and a journalctl that print what a test wrote, and keep count of what was asked.
public final class FakeManager: Sendable {
  /// Holds the programs below `bin`, and a manager's traces below `state`.
  public let folder: TemporaryDirectory

  /// Both print nothing, with status 0.
  public init() throws {
    folder = try TemporaryDirectory(prefix: "lab-manager")
    try folder.makeDirectory("state/units")
    for name in ["systemctl", "journalctl"] {
      // An answer to the verb, where a test gave one, else the answer to everything.
      try folder.write(
        """
        #!/bin/sh
        cd \(folder.path)
        echo "$@" >>\(name).calls
        for word; do test -e "\(name).$word" && { cat "\(name).$word"; exit 0; }; done
        test -e fails && { cat fails >&2; exit 1; }
        cat \(name).answer
        """, to: "bin/\(name)")
      guard chmod(folder.path("bin/\(name)"), 0o755) == 0 else { throw SystemError("chmod") }
      try folder.write("", to: "\(name).answer")
    }
  }

  /// What finds them before any other.
  public var environment: [String: String] { ["PATH": "\(folder.path("bin")):/usr/bin:/bin"] }

  /// The arguments of each call, oldest first.
  public func calls(_ name: String = "systemctl") throws -> [String] {
    guard access(folder.path("\(name).calls"), F_OK) == 0 else { return [] }
    return try folder.text("\(name).calls").split(separator: "\n").map { String($0) }
  }

  /// What a look is answered: a block a unit.
  public func answers(_ blocks: String...) throws {
    try folder.write(blocks.joined(separator: "\n\n") + "\n", to: "systemctl.answer")
  }

  /// What a verb is answered.
  public func answers(_ text: String, to verb: String) throws {
    try folder.write(text, to: "systemctl.\(verb)")
  }
}
