import Attempts
import FoundationEssentials
import Glibc
import LabTestSupport

/// A real terminal with the real program in it: a tmux server of this test's own, whose screen can
/// be read and whose keys can be pressed.
final class TmuxScreen {
  let folder: TemporaryDirectory
  private let socket: String
  private let tmux: String
  var home: String { folder.path + "/home" }

  /// Starts `lab` (or another command line) in a fresh home.
  init(
    columns: Int = 80, rows: Int = 40, command: String? = nil, environment: [String: String] = [:],
    home shared: TemporaryDirectory? = nil
  ) throws {
    folder = try shared ?? TemporaryDirectory()
    guard let tmux = findProgram("tmux", path: "/usr/local/bin:/usr/bin:/bin") else {
      throw AttemptError("tmux is needed for this test: Debian package tmux")
    }
    self.tmux = tmux
    socket = folder.path + "/tmux-\(UInt32.random(in: 0...UInt32.max))"
    try FileManager.default.createDirectory(
      atPath: folder.path + "/home", withIntermediateDirectories: true)
    try Data("PS1='learner$ '\n".utf8).write(to: URL(filePath: folder.path + "/home/.bashrc"))
    var words = [
      "env", "-i", "HOME=\(folder.path)/home", "PATH=\(Self.binFolder):/usr/bin:/bin",
      "TERM=screen-256color", "LANG=C.UTF-8", "XDG_RUNTIME_DIR=\(folder.path)/home",
      "LAB_LEARNER=\(folder.path)/none", "LAB_DATA_DIR=\(Self.checkout)",
    ]
    words += environment.map { "\($0.key)=\($0.value)" }
    words.append(command ?? "\(Self.binFolder)/lab")
    let status = try tmuxCommand([
      "-f", "/dev/null", "new-session", "-d", "-x", "\(columns)", "-y", "\(rows)",
      words.joined(separator: " "),
    ]).status
    guard status == 0 else { throw AttemptError("tmux can't start a session") }
  }

  deinit {
    _ = try? tmuxCommand(["kill-server"])
  }

  /// Where the debug build's programs and links are.
  static let binFolder: String = {
    let file = (try? Lab.executable()) ?? ""
    var folder = file[..<(file.lastIndex(of: "/") ?? file.startIndex)]
    while !folder.isEmpty, access("\(folder)/lab-workload", X_OK) != 0 {
      folder = folder[..<(folder.lastIndex(of: "/") ?? folder.startIndex)]
    }
    return String(folder)
  }()

  /// The checkout that these tests were built in.
  static let checkout: String = {
    var folder = Substring(#filePath)
    while !folder.isEmpty, access("\(folder)/Package.swift", F_OK) != 0 {
      folder = folder[..<(folder.lastIndex(of: "/") ?? folder.startIndex)]
    }
    return String(folder)
  }()

  func type(_ line: String) throws {
    try keys(["-l", line])
    try keys(["Enter"])
  }

  /// Keys as tmux names them: C-z, Enter, Tab.
  func keys(_ names: [String]) throws {
    _ = try tmuxCommand(["send-keys"] + names)
  }

  func resize(columns: Int, rows: Int) throws {
    _ = try tmuxCommand(["resize-window", "-x", "\(columns)", "-y", "\(rows)"])
  }

  /// Closes the window: what is in it is hung up.
  func close() throws { _ = try tmuxCommand(["kill-server"]) }

  /// The screen and what scrolled off it, as text.
  func text() throws -> String { try tmuxCommand(["capture-pane", "-p", "-S", "-2000"]).output }

  /// What is on the screen only.
  func visible() throws -> String { try tmuxCommand(["capture-pane", "-p"]).output }

  /// Waits until the screen's text holds something; the deadline is generous, since machines are
  /// slow and shared.
  func wait(for wanted: String, seconds: Double = 30) throws -> String {
    try wait(seconds: seconds, what: wanted) { $0.contains(wanted) }
  }

  func wait(
    seconds: Double = 30, what: String, until holds: (String) -> Bool
  ) throws -> String {
    let deadline = ContinuousClock.now + .milliseconds(Int(seconds * 1000))
    var last = ""
    repeat {
      last = (try? text()) ?? last
      if holds(last) { return last }
      usleep(50_000)
    } while ContinuousClock.now < deadline
    throw AttemptError("the screen never showed '\(what)'; it shows:\n\(last)")
  }

  private func tmuxCommand(_ words: [String]) throws -> (status: Int32, output: String) {
    let output = folder.path + "/out-\(UInt32.random(in: 0...UInt32.max))"
    defer { unlink(output) }
    let program = try Program(
      [tmux, "-S", socket] + words, environment: ["PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"],
      directory: folder.path, output: output)
    guard let status = program.wait(milliseconds: 20_000) else {
      program.end()
      return (124, "")
    }
    let text = (try? String(contentsOfFile: output, encoding: .utf8)) ?? ""
    return (status >> 8 & 0xff, text)
  }
}
