import CLinux
import Glibc
import ProcFS

/// A learner's home for measuring: a course of one exercise with twenty checks, and a state of its own.
///
/// What is started from it ends with it.
final class BenchHome {
  let directory: String
  let lab: String
  static let exercise = "bench/twenty"
  /// Sleepers; four questions about each, of which three pass and one waits.
  static let places = 1...5

  /// - Parameter products: The folder of the built programs.
  init(products: String) throws {
    lab = products + "/lab"
    guard access(lab, X_OK) == 0 else {
      throw Command.Failure(description: "\(lab) is not built")
    }
    var template = Array("/tmp/lab-measure-XXXXXX".utf8CString)
    let made = template.withUnsafeMutableBufferPointer { buffer in
      buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) }
    }
    guard let made else { throw Command.Failure(description: "mkdtemp: errno \(errno)") }
    directory = made
    for folder in [
      "home", "run", "course", "course/Lessons", "course/Exercises", "course/Exercises/bench",
      "course/Exercises/bench/twenty",
    ] {
      guard mkdir("\(directory)/\(folder)", 0o700) == 0 else {
        throw Command.Failure(description: "mkdir \(folder): errno \(errno)")
      }
    }
    try write(Self.course, to: "course/Lessons/course.yaml")
    try write(Self.exerciseText, to: "course/Exercises/bench/twenty/exercise.yaml")
    try write("Nothing to do.\n", to: "course/Exercises/bench/twenty/task.md")
    try write("One.\n---\nTwo.\n", to: "course/Exercises/bench/twenty/hints.md")
    try write("id=bench\nname=bench\nkey=00112233445566778899aabbccddeeff\n", to: "learner")
    try write("PS1='\(Self.prompt)'\n", to: "home/.bashrc")
  }

  deinit {
    if let command = try? Command([lab, "stop", "--all"], environment: environment) {
      _ = try? command.finish(allowing: 0...255)
    }
    if let supervisor { try? Pidfd(supervisor).send(.terminate) }
    _ = try? Command(["/bin/rm", "-rf", directory]).finish()
  }

  static let prompt = "ready@> "

  var environment: [String: String] {
    [
      "HOME": directory + "/home", "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "TERM": "xterm",
      "XDG_RUNTIME_DIR": directory + "/run", "LAB_DATA_DIR": directory + "/course",
      "LAB_LEARNER": directory + "/learner",
    ]
  }

  var bench: String { directory + "/home/lab/" + Self.exercise }

  /// Sets the exercise up.
  func start() throws {
    let command = try Command([lab, "start", Self.exercise], environment: environment)
    _ = try command.finish()
  }

  /// The supervisor of this home, if it runs.
  var supervisor: ProcessIdentity? {
    let root = ProcRoot()
    for pid in (try? root.processIDs()) ?? [] {
      guard let process = try? root.process(pid), let line = try? process.commandLine(),
        line.strings.contains("supervise"),
        line.strings.contains(where: { $0.hasPrefix(directory) })
      else { continue }
      return try? root.identity(of: pid)
    }
    return nil
  }

  func write(_ text: String, to path: String) throws {
    guard let file = fopen("\(directory)/\(path)", "we") else {
      throw Command.Failure(description: "\(path): errno \(errno)")
    }
    fputs(text, file)
    fclose(file)
  }

  private static let course = """
    format: 1
    id: bench
    version: "1.0"
    title: Bench
    modules: [bench]
    scoring: {attempts: best, hints: free, solution: 0}

    """

  private static var exerciseText: String {
    var text = """
      format: 1
      title: Twenty checks
      level: intro
      points: 20
      time: 5m
      rests-on: [live]
      root-can-forge: true
      processes:

      """
    for place in places {
      text += "  s\(place): {kind: sleeper, run: twenty-\(place), cwd: place-\(place)}\n"
    }
    text += "checks:\n"
    for place in places {
      for (name, predicate) in [
        ("state", "state: sleeping"), ("parent", "parent: supervisor"), ("nice", "nice: 5"),
        ("cwd", "cwd: place-\(place)"),
      ] {
        text += "  - {id: \(name)-\(place), title: \(name) of \(place), points: 1, "
        text += "of: s\(place), now: {\(predicate)}}\n"
      }
    }
    return text
  }
}
