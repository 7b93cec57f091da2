import FoundationEssentials
import Glibc
import LabTestSupport

@testable import Attempts

/// A real terminal with the real program in it: a tmux server of this test's own, whose screen can
/// be read and whose keys can be pressed.
///
/// Waiting is for what appears after the last line typed, so that an old answer never passes for a
/// new one.
final class TmuxScreen {
  private let home: LabHome
  private let socket: String
  private let tmux: String
  /// The last line with its prompt, and how often it stood there before: where its answer begins.
  private var typed: (line: String, times: Int)?

  /// Opens a window with `lab`, or another command line, in a home.
  init(
    _ home: LabHome, columns: Int = 80, rows: Int = 40, command: String? = nil,
    more: [String: String] = [:]
  ) throws {
    self.home = home
    guard let tmux = findProgram("tmux", path: "/usr/local/bin:/usr/bin:/bin") else {
      throw AttemptError("tmux is needed for this test: Debian package tmux")
    }
    self.tmux = tmux
    socket = home.folder.path("tmux-\(UInt32.random(in: 0...UInt32.max))")
    let environment = home.environment.merging(more) { $1 }
    let words =
      ["exec", "env", "-i"] + environment.map { "\($0.key)='\($0.value)'" }
      + [command ?? "\(Built.folder)/lab"]
    let status = try tmuxCommand([
      "-f", "/dev/null", "new-session", "-d", "-x", "\(columns)", "-y", "\(rows)",
      "-c", home.path, words.joined(separator: " "),
    ]).status
    guard status == 0 else { throw AttemptError("tmux can't start a session") }
  }

  deinit { try? close() }

  // MARK: - Keys

  /// Types a line and Return.
  ///
  /// - Parameter prompt: What the prompt that it is typed at ends with.
  func type(_ line: String, at prompt: String = "$ ") throws {
    typed = (prompt + line, try text().ranges(of: prompt + line).count)
    try keys(["-l", line])
    try keys(["Enter"])
  }

  /// Presses keys as tmux names them: C-z, Enter, Tab.
  func keys(_ names: [String]) throws {
    _ = try tmuxCommand(["send-keys"] + names)
  }

  /// Presses keys until the answer to the last line shows that they took: whatever they are for may
  /// not have the terminal yet.
  ///
  /// A key that makes a signal throws away what was typed and not read: the line has to be read first.
  func press(_ names: [String], until wanted: String, seconds: Int = 60) async throws {
    _ = try await poll(seconds: seconds, what: typed?.line ?? "", read: text) { text in
      typed.map { text.ranges(of: $0.line).count > $0.times } ?? true
    }
    var pressed = ContinuousClock.now - .seconds(1)
    try await wait(seconds: seconds, what: wanted) { text in
      if text.contains(wanted) { return true }
      if ContinuousClock.now - pressed > .milliseconds(400) {
        try? keys(names)
        pressed = .now
      }
      return false
    }
  }

  func resize(columns: Int, rows: Int) throws {
    _ = try tmuxCommand(["resize-window", "-x", "\(columns)", "-y", "\(rows)"])
  }

  /// Closes the window: what is in it is hung up.
  func close() throws { _ = try tmuxCommand(["kill-server"]) }

  /// Whether the window is still there.
  func isOpen() throws -> Bool { try tmuxCommand(["has-session"]).status == 0 }

  /// The PID of the program in the window.
  func program() throws -> Int32? {
    Int32(
      try tmuxCommand(["display-message", "-p", "#{pane_pid}"]).output.filter(\.isNumber))
  }

  // MARK: - The screen

  /// The screen and what scrolled off it, as text; a line that the terminal wrapped is one line.
  func text() throws -> String {
    try tmuxCommand(["capture-pane", "-p", "-J", "-S", "-5000"]).output
  }

  /// What is on the screen only.
  func visible() throws -> String { try tmuxCommand(["capture-pane", "-p"]).output }

  /// The screen with its colours as escape sequences.
  func coloured() throws -> String {
    try tmuxCommand(["capture-pane", "-p", "-e", "-S", "-5000"]).output
  }

  /// What stands below the line that was typed last.
  func answer() throws -> String {
    let text = try text()
    guard let typed else { return text }
    let places = text.ranges(of: typed.line)
    guard places.count > typed.times else { return "" }
    return String(text[places[typed.times].upperBound...])
  }

  /// Types a line, and waits until its answer holds something.
  @discardableResult
  func type(_ line: String, until wanted: String, seconds: Int = 60) async throws -> String {
    try type(line)
    return try await wait(for: wanted, seconds: seconds)
  }

  /// Waits until the answer to the last line holds something; the deadline is generous, since
  /// machines are slow and shared.
  @discardableResult
  func wait(for wanted: String, seconds: Int = 60) async throws -> String {
    try await wait(seconds: seconds, what: wanted) { $0.contains(wanted) }
  }

  /// Waits until the answer to the last line is as it should be, and returns it.
  @discardableResult
  func wait(
    seconds: Int = 60, what: String, until holds: (String) -> Bool
  ) async throws -> String {
    try await poll(seconds: seconds, what: what, read: answer, until: holds)
  }

  /// Waits until what is on the screen now is as it should be: for full-screen programs.
  @discardableResult
  func waitVisible(
    seconds: Int = 60, what: String, until holds: (String) -> Bool
  ) async throws -> String {
    try await poll(seconds: seconds, what: what, read: visible, until: holds)
  }

  private func poll(
    seconds: Int, what: String, read: () throws -> String, until holds: (String) -> Bool
  ) async throws -> String {
    let deadline = ContinuousClock.now + .seconds(seconds)
    var last = ""
    repeat {
      last = (try? read()) ?? last
      if holds(last) { return last }
      try await Task.sleep(for: .milliseconds(50))
    } while ContinuousClock.now < deadline
    throw AttemptError(
      "the screen never showed \(what); it shows:\n\((try? text()) ?? last)")
  }

  private func tmuxCommand(_ words: [String]) throws -> (status: Int32, output: String) {
    let output = home.folder.path("out-\(UInt32.random(in: 0...UInt32.max))")
    defer { unlink(output) }
    let program = try Program(
      [tmux, "-S", socket] + words, environment: ["PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"],
      directory: "/", output: output)
    guard let status = program.wait(milliseconds: 20_000) else {
      program.end()
      return (124, "")
    }
    let text = (try? String(contentsOfFile: output, encoding: .utf8)) ?? ""
    return (status >> 8 & 0xff, text)
  }
}
