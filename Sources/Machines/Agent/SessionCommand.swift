internal import CLinux
internal import Glibc

/// How a request becomes a program: whose it is, its environment, and the login around it.
struct SessionCommand {
  /// The program's file.
  var path: String
  /// With argv[0].
  var arguments: [String]
  /// `NAME=value`; complete.
  var environment: [String]
  var directory: String
  /// Whose it becomes just before it is run; nil where it stays root's, or a login changes it.
  var account: Account?
  /// Whose the terminal is.
  var owner: Account?
  /// Whether it is a login: then the command is in a session of its own behind runuser, takes the
  /// terminal itself, and is told by runuser to end.
  var isLogin = false
  /// A file to be removed when it has ended: what a login does lies in one, so that ps shows a short
  /// line for it, and pgrep finds no words in it.
  var script: String?

  /// Where a machine's own programs are; lab's folder comes last, as at the prompt.
  static let searchPath = "/usr/local/bin:/usr/bin:/bin:/usr/local/games:/usr/games:/opt/lab/bin"
  static let rootSearchPath =
    "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/opt/lab/bin"

  /// - Parameter terminal: Path of the terminal that is made for it.
  /// - Throws: `MachineError` with code `failed` where there is nobody, or nothing, of that name.
  init(_ request: SessionRequest, terminal: String? = nil) throws(MachineError) {
    guard let program = request.arguments.first, !program.isEmpty else {
      throw MachineError(.failed, "no command was given")
    }
    let texts = request.arguments + request.environment.flatMap { [$0.key, $0.value] }
    guard !texts.contains(where: { $0.utf8.contains(0) }) else {
      throw MachineError(.failed, "a NUL byte in an argument or variable")
    }
    switch request.user {
    case .root:
      var values = [
        "HOME": "/root", "USER": "root", "LOGNAME": "root", "SHELL": "/bin/bash",
        "PATH": Self.rootSearchPath, "LANG": "C.UTF-8", "LAB_MACHINE": Self.machineName(),
      ]
      values.merge(request.environment) { $1 }
      path = try Self.find(program, on: values["PATH"] ?? Self.rootSearchPath)
      arguments = request.arguments
      environment = Self.list(values)
      directory = request.directory ?? "/root"
    case .learner:
      guard let learner = Account.find("learner") else {
        throw MachineError(.failed, "this machine has no user 'learner'")
      }
      owner = learner
      var values = [
        "HOME": learner.home, "USER": learner.name, "LOGNAME": learner.name,
        "SHELL": learner.shell, "PATH": Self.searchPath, "LANG": "C.UTF-8",
        "XDG_RUNTIME_DIR": "/run/user/\(learner.uid)",
        "DBUS_SESSION_BUS_ADDRESS": "unix:path=/run/user/\(learner.uid)/bus",
        "LAB_MACHINE": Self.machineName(),
      ]
      values.merge(request.environment) { $1 }
      directory = request.directory ?? learner.home
      guard request.login else {
        path = try Self.find(program, on: values["PATH"] ?? Self.searchPath)
        arguments = request.arguments
        environment = Self.list(values)
        account = learner
        return
      }
      // A login, with everything that PAM has for one: limits.conf, a session scope. It starts a
      // login shell, which reads the profile, takes the terminal, and puts the command in its own
      // place: so the command leads the terminal's session, and a hang-up is told to it, not to
      // runuser. (-c gives it a session without a terminal; who opens one then has it.)
      path = "/usr/sbin/runuser"
      var script = terminal.map { "exec 0<>\($0) 1>&0 2>&0; " } ?? ""
      for (name, value) in values.sorted(by: { $0.key < $1.key })
      where !Self.ofLogin.contains(name) {
        script += "export \(name)=\(Self.quoted(value)); "
      }
      let words = request.arguments.map(Self.quoted).joined(separator: " ")
      script += "cd \(Self.quoted(directory)) || exit 126; exec \(words)"
      let file = try Self.keep(script, for: learner)
      self.script = file
      arguments = ["runuser", "-l", learner.name, "-c", ". \(file)"]
      isLogin = true
      environment = ["PATH=\(Self.rootSearchPath)", "TERM=\(values["TERM"] ?? "dumb")"]
      directory = "/"
    }
  }

  private static let scripts = "/run/lab-sessions"

  /// Writes a script that only its reader may read.
  private static func keep(_ text: String, for reader: Account) throws(MachineError) -> String {
    guard mkdir(scripts, 0o755) == 0 || errno == EEXIST else {
      throw MachineError.call(.files, scripts)
    }
    let path = "\(scripts)/\(UInt32.random(in: 0...UInt32.max))"
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw MachineError.call(.files, path) }
    defer { close(descriptor) }
    let bytes = Array((text + "\n").utf8)
    guard fchown(descriptor, reader.uid, reader.gid) == 0,
      write(descriptor, bytes, bytes.count) == bytes.count
    else { throw MachineError.call(.files, path) }
    return path
  }

  /// What LAB_MACHINE says: that a lab is in a practice machine, and in which.
  private static func machineName() -> String {
    var name = [CChar](repeating: 0, count: 65)
    guard gethostname(&name, 64) == 0 else { return "practice" }
    return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// What the login itself knows better.
  private static let ofLogin: Set<String> = [
    "HOME", "USER", "LOGNAME", "SHELL", "XDG_RUNTIME_DIR", "DBUS_SESSION_BUS_ADDRESS",
  ]

  private static func list(_ values: [String: String]) -> [String] {
    values.map { "\($0.key)=\($0.value)" }.sorted()
  }

  private static func find(_ program: String, on path: String) throws(MachineError) -> String {
    if program.contains("/") { return program }
    for folder in path.split(separator: ":") {
      let candidate = "\(folder)/\(program)"
      if access(candidate, X_OK) == 0 { return candidate }
    }
    throw MachineError(.failed, "\(program): no such command in the machine")
  }

  /// A word that a shell reads as itself.
  static func quoted(_ text: String) -> String {
    "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''")
      + "'"
  }
}
