import CReadline
import Glibc

/// GNU readline on standard input and output, fed by somebody else's poll(2) loop.
///
/// `begin` shows a prompt; call `readKeys()` whenever standard input is readable, until it answers
/// with a line. Signals are the caller's: pass SIGINT on with `interrupt()` and SIGWINCH with
/// `resize()`. readline's state is global, so a process has one editor, used by one thread.
public final class LineEditor {
  /// What a press of keys came to.
  public enum Input: Equatable, Sendable {
    /// A whole line, without its end.
    case line(String)
    /// Ctrl-D on an empty line, or the end of input.
    case endOfInput
  }

  /// What Tab does: the line up to the cursor as it is to be, and what to list if it stays as it is.
  public struct TabAnswer: Equatable, Sendable {
    /// Replaces what stands before the cursor.
    public var line: String
    /// Shown at the second Tab when there are at least two.
    public var candidates: [String]

    /// An answer to Tab.
    public init(line: String, candidates: [String] = []) {
      self.line = line
      self.candidates = candidates
    }
  }

  /// Asked when Tab is pressed, with the line up to the cursor; nil rings the bell.
  public var onTab: ((String) -> TabAnswer?)?
  /// Whether a prompt is on the screen.
  public private(set) var isActive = false

  private let historyFile: String?
  private var input: [Input] = []
  private var prompt = ""
  private var pendingNotices: [String] = []
  private var pendingKeys: [UInt8] = []
  private var lastTab: String?

  /// Sets readline up, with the learner's own inputrc.
  ///
  /// - Parameters:
  ///   - name: for `$if` in the inputrc.
  ///   - historyFile: read now and written by `saveHistory`; nil for none.
  public init(name: String = "lab", historyFile: String? = nil) {
    self.historyFile = historyFile
    setlocale(LC_CTYPE, "")
    rl_readline_name = UnsafePointer(strdup(name))
    rl_catch_signals = 0
    rl_catch_sigwinch = 0
    // LINES and COLUMNS of this process are nobody's business.
    rl_change_environment = 0
    using_history()
    stifle_history(5000)
    if let historyFile { read_history(historyFile) }
    rl_initialize()
    rl_variable_bind("page-completions", "off")
    for map in ["emacs", "vi-insert"] {
      if let found = rl_get_keymap_by_name(map) {
        rl_bind_key_in_map(9, { _, _ in LineEditor.current?.tab() ?? 0 }, found)
      }
    }
  }

  /// The editor whose prompt is on the screen: readline's callbacks have no context.
  nonisolated(unsafe) private static weak var current: LineEditor?

  // MARK: - A line

  /// Shows a prompt and begins a line.
  ///
  /// - Parameters:
  ///   - prompt: one line; bytes 1 and 2 round what takes no room on the screen.
  ///   - typedAhead: keys that were pressed before, taken as pressed now.
  public func begin(prompt: String, typedAhead: [UInt8] = []) {
    if isActive { end() }
    LineEditor.current = self
    self.prompt = prompt
    pendingKeys += typedAhead
    lastTab = nil
    fflush(nil)
    rl_callback_handler_install(prompt) { line in
      let text = line.map { pointer in
        defer { free(pointer) }
        return String(cString: pointer)
      }
      LineEditor.current?.accept(text)
    }
    isActive = true
    feedPendingKeys()
  }

  private func feedPendingKeys() {
    while isActive, !pendingKeys.isEmpty {
      rl_stuff_char(Int32(pendingKeys.removeFirst()))
      rl_callback_read_char()
    }
  }

  /// Takes the prompt and what is typed off the screen, and gives the terminal its modes back.
  public func end() {
    guard isActive else { return }
    rl_clear_visible_line()
    rl_callback_handler_remove()
    isActive = false
  }

  private func accept(_ line: String?) {
    rl_callback_handler_remove()
    lab_rl_forget_eof()
    isActive = false
    input.append(line.map { .line($0) } ?? .endOfInput)
  }

  /// Reads a key from standard input, which must be readable.
  public func readKey() {
    guard isActive else { return }
    rl_callback_read_char()
    if isActive { flushNotices() }
  }

  /// What became of the keys so far; nil while the line is being typed.
  public func takeInput() -> Input? { input.isEmpty ? nil : input.removeFirst() }

  /// Ctrl-C: gives the line up and begins a new one, after the same prompt.
  public func interrupt() {
    guard isActive else { return }
    abandon()
    rl_on_new_line()
    rl_replace_line("", 0)
    rl_redisplay()
    flushNotices()
  }

  /// Ctrl-C where no new line is wanted: gives the line up and takes the prompt away.
  ///
  /// - Parameter mark: written after the line; empty where bash writes its own.
  public func cancel(mark: String = "^C\n") {
    guard isActive else { return }
    abandon(mark: mark)
    rl_callback_handler_remove()
    isActive = false
  }

  private func abandon(mark: String = "^C\n") {
    rl_point = rl_end
    rl_redisplay()
    rl_callback_sigcleanup()
    rl_free_line_state()
    write(mark)
    pendingKeys = []
    lastTab = nil
  }

  /// The window has another size, SIGWINCH.
  public func resize() {
    if isActive { rl_resize_terminal() } else { rl_reset_screen_size() }
  }

  /// The program goes on after a stop, SIGCONT: somebody else had the terminal meanwhile.
  public func resume() {
    guard isActive else { return }
    // readline believes that its modes are still set.
    (rl_deprep_term_function)?()
    (rl_prep_term_function)?(1)
    rl_forced_update_display()
  }

  // MARK: - Notices

  /// Whether readline is in the midst of a search, a completion or a count, and must not be drawn
  /// over.
  public var isBusy: Bool { isActive && lab_rl_isstate(lab_rl_state_busy()) != 0 }

  /// Writes text above the prompt and what is being typed; at once, or when readline is done with a
  /// search. Without a prompt on the screen it is just written.
  ///
  /// - Parameter prompt: what the prompt is from now on; nil leaves it.
  public func notice(_ text: String, prompt newPrompt: String? = nil) {
    if isBusy {
      pendingNotices.append(text)
      return
    }
    if isActive { rl_clear_visible_line() }
    write(text.hasSuffix("\n") ? text : text + "\n")
    if isActive {
      if let newPrompt, newPrompt != prompt {
        prompt = newPrompt
        rl_set_prompt(newPrompt)
      }
      rl_on_new_line()
      rl_redisplay()
    }
  }

  /// Writes what had to wait.
  public func flushNotices() {
    guard !pendingNotices.isEmpty, !isBusy else { return }
    let texts = pendingNotices
    pendingNotices = []
    for text in texts { notice(text) }
  }

  private func write(_ text: String) {
    fflush(nil)
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { Glibc.write(1, $0.baseAddress, $0.count) }
      if count > 0 {
        bytes = bytes.dropFirst(count)
      } else if errno == EAGAIN {
        var descriptor = pollfd(fd: 1, events: Int16(POLLOUT), revents: 0)
        poll(&descriptor, 1, 1000)
      } else if errno != EINTR {
        return
      }
    }
  }

  // MARK: - History

  /// Remembers a line for the arrow keys, unless it begins with a blank or repeats the last one.
  public func remember(_ line: String) {
    guard let first = line.first, first != " " else { return }
    if history_length > 0, let last = history_get(history_base + history_length - 1),
      let text = last.pointee.line, String(cString: text) == line
    {
      return
    }
    add_history(line)
  }

  /// Writes the history file, readable by its owner only.
  public func saveHistory() {
    guard let historyFile else { return }
    let mask = umask(0o077)
    write_history(historyFile)
    umask(mask)
  }

  // MARK: - Tab

  private func tab() -> Int32 {
    guard let buffer = rl_line_buffer else { return 0 }
    let bytes = UnsafeBufferPointer(start: buffer, count: Int(min(rl_point, rl_end)))
    let line = String(decoding: bytes.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    guard let answer = onTab?(line) else {
      rl_ding()
      return 0
    }
    if answer.line != line {
      // Only what is new is typed, so that undo takes just that away.
      rl_begin_undo_group()
      if answer.line.hasPrefix(line) {
        rl_insert_text(String(answer.line.dropFirst(line.count)))
      } else {
        rl_delete_text(0, rl_point)
        rl_point = 0
        rl_insert_text(answer.line)
      }
      rl_end_undo_group()
      lastTab = answer.candidates.count > 1 ? answer.line : nil
      if !answer.candidates.isEmpty { rl_ding() }
      return 0
    }
    guard answer.candidates.count > 1 else {
      rl_ding()
      return 0
    }
    let listsAtOnce =
      rl_variable_value("show-all-if-ambiguous").map { String(cString: $0) == "on" } ?? false
    if lastTab == line || listsAtOnce {
      list(answer.candidates)
      lastTab = nil
    } else {
      rl_ding()
      lastTab = line
    }
    return 0
  }

  /// Lists candidates below the line, as readline does; of paths, the last part.
  private func list(_ candidates: [String]) {
    let isPaths = candidates.allSatisfy { $0.dropLast().contains("/") }
    var names = candidates.map { name -> String in
      guard isPaths, let slash = name.dropLast().lastIndex(of: "/") else { return name }
      return String(name[name.index(after: slash)...])
    }
    let limit = 200
    let left = names.count - limit
    if left > 0 { names.removeLast(left) }
    var matches: [UnsafeMutablePointer<CChar>?] = [strdup("")]
    matches += names.map { strdup($0) }
    matches.append(nil)
    defer { for match in matches { free(match) } }
    let longest = names.map(\.utf8.count).max() ?? 0
    rl_display_match_list(&matches, Int32(names.count), Int32(longest))
    if left > 0 { write("(\(left) more)\n") }
    rl_forced_update_display()
  }
}
