import FoundationEssentials
import Glibc

/// A PID namespace of its own, without root, around one verification.
///
/// bubblewrap does it for root and for everybody else alike: inside, the user is 1000, sees only the
/// sandbox's processes in a fresh /proc, has its own /tmp and pseudo-terminals, and cannot change
/// the machine's files. Everything ends with it.
public struct Sandbox {
  /// The only folder that can be written, inside and outside the same.
  public let scratch: String

  /// Folders below /tmp that must be seen all the same: the lab's own, the course's.
  let visible: [String]

  /// - Parameters:
  ///   - scratch: Absolute path of a folder that is there.
  ///   - visible: Absolute paths to be read inside, wherever they are.
  public init(scratch: String, visible: [String] = []) {
    self.scratch = scratch
    // The rest of the machine is seen anyway.
    self.visible = visible.filter { $0.hasPrefix("/tmp/") }
  }

  /// The program and its arguments in the sandbox: a command line for the host.
  ///
  /// - Throws: `AttemptError` when bubblewrap is not installed.
  public func wrap(
    _ command: [String], environment: [String: String], asRoot: Bool
  ) throws -> [String] {
    let path = environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"
    guard let bwrap = findProgram("bwrap", path: path) else {
      throw AttemptError(
        "bwrap isn't installed: exercises are verified in a PID namespace of their own. "
          + "Debian package: bubblewrap")
    }
    let user = asRoot ? "0" : "1000"
    var words = [
      bwrap, "--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc", "--tmpfs", "/tmp",
      "--unshare-user", "--unshare-pid", "--unshare-ipc", "--uid", user, "--gid", user,
      "--die-with-parent",
    ]
    for folder in visible { words += ["--ro-bind", folder, folder] }
    words += ["--bind", scratch, scratch, "--chdir", scratch]
    for (name, value) in environment.sorted(by: { $0.key < $1.key }) {
      words += ["--setenv", name, value]
    }
    return words + ["--"] + command
  }
}
