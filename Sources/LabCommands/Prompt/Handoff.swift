import CLinux
import Glibc
import Shell

/// Gives the terminal itself to a plain interactive bash, and takes it back afterwards: where the
/// prompt is in the way.
enum Handoff {
  /// Runs `bash -i` in the foreground of this terminal until it ends.
  ///
  /// - Parameters:
  ///   - environment: `NAME=value`; nil for this process's own.
  ///   - onStart: told bash's PID before it has the terminal.
  /// - Returns: its status as a shell would give it.
  /// - Throws: `ShellError` if it can't be started.
  static func run(
    environment: [String]? = nil, onStart: (Int32) -> Void = { _ in }
  ) throws(ShellError) -> Int32 {
    var saved = termios()
    tcgetattr(0, &saved)
    // Taking the terminal back from the background must not stop us.
    let before = [SIGTTOU, SIGTTIN, SIGTSTP, SIGINT, SIGQUIT].map { ($0, signal($0, SIG_IGN)) }
    defer { for (number, handler) in before { signal(number, handler) } }

    var argv: [UnsafeMutablePointer<CChar>?] = [strdup("bash"), strdup("-i"), nil]
    var envp: [UnsafeMutablePointer<CChar>?] =
      (environment ?? BashSession.ownEnvironment()).map { strdup($0) } + [nil]
    let path = strdup("/bin/bash")
    defer { for pointer in argv + envp + [path] { free(pointer) } }
    var pid: pid_t = 0
    var pidfd: Int32 = -1
    var stage: UnsafePointer<CChar>?
    let failure = argv.withUnsafeMutableBufferPointer { argv in
      envp.withUnsafeMutableBufferPointer { envp in
        var options = lab_spawn_defaults()
        options.path = UnsafePointer(path)
        options.argv = UnsafePointer(argv.baseAddress)
        options.envp = UnsafePointer(envp.baseAddress)
        options.fds = (0, 1, 2)
        options.pgid = 0
        return lab_spawn(&options, &pid, &pidfd, &stage)
      }
    }
    guard failure == 0 else { throw ShellError(.notStarted, "start bash", errno: failure) }
    close(pidfd)
    onStart(pid)
    // bash stops itself until its group has the terminal.
    tcsetpgrp(0, pid)
    var status: Int32 = 0
    while true {
      let found = waitpid(pid, &status, WUNTRACED)
      if found < 0 && errno == EINTR { continue }
      guard found == pid, status & 0xff == 0x7f else { break }
      tcsetpgrp(0, pid)
      kill(-pid, SIGCONT)
    }
    tcsetpgrp(0, getpgrp())
    tcsetattr(0, TCSADRAIN, &saved)
    return ShellEnd(waitStatus: status).status
  }
}
