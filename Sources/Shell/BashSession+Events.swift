import Glibc

extension BashSession {
  static let pasteOn = Array("\u{1b}[?2004h".utf8)
  static let pasteOff = Array("\u{1b}[?2004l".utf8)

  func handle(_ piece: MarkParser.Piece) -> [SessionEvent] {
    switch piece {
    case .text(let bytes): text(bytes)
    case .mark(let mark): self.mark(mark)
    }
  }

  private func text(_ bytes: [UInt8]) -> [SessionEvent] {
    if completion != nil { return [] }
    switch state {
    case .starting: return startingText(bytes)
    case .settling: return settlingText(bytes)
    case .ended: return []
    case .echoing: return echoText(bytes)
    case .running:
      // Only bash's own line editor can have switched this on while bash has the terminal: a prompt
      // follows, and the outer terminal needs to know nothing of it.
      guard find(Self.pasteOn, in: bytes) != nil, foregroundGroup() == shellPID else {
        return [.output(bytes)]
      }
      if lastLineMayLoseHook { deadline = .now + .milliseconds(200) }
      let shown = withoutPasteSwitches(bytes)
      return shown.isEmpty ? [] : [.output(shown)]
    case .prompt, .continuation:
      if expectsRedraw { return [] }
      let shown = withoutPasteSwitches(bytes)
      return isPrintable(shown) ? [.output(shown)] : []
    }
  }

  // MARK: - Between a command and the prompt

  /// What bash says of its jobs just before it draws its prompt, and what jobs write themselves;
  /// the prompt isn't shown.
  private func settlingText(_ bytes: [UInt8]) -> [SessionEvent] {
    if isContinuing { return [] }
    // Only after its answer does bash draw the prompt.
    guard told else { return [.output(bytes)] }
    held += bytes
    return []
  }

  /// The part of `held` that stood before the prompt.
  private func takeBeforePrompt() -> [SessionEvent] {
    defer { held = [] }
    let shown: [UInt8]
    if let end = find(Self.pasteOn, in: held) {
      shown = Array(held[..<(end - Self.pasteOn.count)])
    } else {
      // A dumb terminal, or no line editor: the prompt itself tells where it begins.
      let prompt = lastPrompt.prompt.utf8.filter { $0 != 1 && $0 != 2 }
      let first = prompt.split(separator: 10, omittingEmptySubsequences: true).first.map {
        Array($0)
      }
      guard let first, let end = find(first, in: held) else { return [] }
      shown = Array(held[..<(end - first.count)])
    }
    return isPrintable(shown) ? [.output(withoutPasteSwitches(shown))] : []
  }

  // MARK: - The echo of a sent line

  private func echoText(_ bytes: [UInt8]) -> [SessionEvent] {
    echo += bytes
    let mark = hasLineEditing ? Self.pasteOff : [13, 10]
    guard let end = find(mark, in: echo) else { return [] }
    let foreign = foreignPart(of: Array(echo[..<(end - mark.count)]))
    var rest = Array(echo[end...])
    if rest.first == 13 { rest.removeFirst() }
    echo = []
    state = .running
    deadline = nil
    var events: [SessionEvent] = foreign.isEmpty ? [] : [.output(foreign)]
    if !rest.isEmpty { events += text(rest) }
    return events
  }

  /// What a background job wrote between the line and its echo: all that is left when the echo is
  /// taken away. Where the echo can't be told apart (it was wrapped), nothing.
  private func foreignPart(of bytes: [UInt8]) -> [UInt8] {
    let plain = withoutEscapes(bytes)
    let line = Array(sentLine.utf8)
    let prompt = lastPrompt.prompt.utf8.split(separator: 10).last?.count ?? 0
    // A line that wraps is drawn in pieces.
    if echoHasPrompt || prompt + line.count >= columns { return [] }
    if line.isEmpty || plain.count <= line.count + 2 { return [] }
    guard find(line, in: plain) != nil else { return [] }
    var rest = plain
    // Pasted text is drawn twice: highlighted, then plain.
    while let end = find(line, in: rest) { rest.removeSubrange((end - line.count)..<end) }
    guard rest.contains(10), isPrintable(rest) else { return [] }
    var trimmed = rest
    while let last = trimmed.last, last == 13 || last == 10 { trimmed.removeLast() }
    while let first = trimmed.first, first == 13 || first == 10 { trimmed.removeFirst() }
    return trimmed.contains { $0 > 32 } ? trimmed + [13, 10] : []
  }

  // MARK: - Start

  private func startingText(_ bytes: [UInt8]) -> [SessionEvent] {
    switch starting {
    case .lost, .done: return [.output(bytes)]
    case .sourcing:
      held += bytes
      return []
    case .waitingForPrompt:
      held += bytes
      if let end = find(Self.pasteOn, in: held) {
        let before = Array(held[..<(end - Self.pasteOn.count)])
        held = []
        return (before.isEmpty ? [] : [.output(before)]) + sourceStartup()
      }
      // Whole lines are shown; what has no end yet may be the prompt.
      guard let newline = held.lastIndex(of: 10) else { return [] }
      let shown = Array(held[...newline])
      held = Array(held[(newline + 1)...])
      return [.output(shown)]
    }
  }

  private func sourceStartup() -> [SessionEvent] {
    // Somebody keeps throwing the hook out: let them.
    sourced += 1
    guard sourced <= 3 else { return [] }
    told = false
    state = .starting
    do {
      let file = try StartupFile(nonce: nonce, historyFile: historyFile)
      startup?.remove()
      startup = file
      starting = .sourcing
      held = []
      startedAt = .now
      deadline = .now + .seconds(5)
      // What somebody typed too early must not become part of it.
      sendRaw(Array("\u{15} . \(ShellQuoting.quote(file.path))\r".utf8))
      return []
    } catch {
      starting = .lost
      state = .running
      deadline = nil
      return [.output(Array("lab: \(error)\r\n".utf8))]
    }
  }

  // MARK: - Marks

  private func mark(_ mark: MarkParser.Mark) -> [SessionEvent] {
    if mark.kind == "K" {
      completion?.append(mark.body)
      return []
    }
    if completion != nil { return [] }
    // A nested bash that inherited an exported PS1 says the same; it isn't the one we talk to.
    guard foregroundGroup().map({ $0 == shellPID }) ?? true else { return [] }
    switch mark.kind {
    case "C": return commandStarted()
    case "D": return commandFinished(mark.body)
    case "T": return told(mark.body)
    case "B": return promptDrawn()
    case "P": return continuation()
    default: return []
    }
  }

  private func commandStarted() -> [SessionEvent] {
    guard state == .echoing || state == .running else { return [] }
    // If the end of the echo was not seen, this is it.
    echo = []
    state = .running
    deadline = nil
    return [.commandStarted]
  }

  private func commandFinished(_ body: [UInt8]) -> [SessionEvent] {
    echo = []
    held = []
    startup?.remove()
    startup = nil
    starting = .done
    lastPrompt.status = Int32(String(decoding: body, as: UTF8.self)) ?? 0
    state = .settling
    isContinuing = false
    interruptsLeft = 0
    deadline = .now + .seconds(6)
    sendRaw([6])
    return []
  }

  private func told(_ body: [UInt8]) -> [SessionEvent] {
    let fields = ShellQuoting.fields(body)
    guard fields.count == 4, state == .settling else { return [] }
    hasLineEditing = fields[0] != [UInt8(ascii: "n")]
    isDumb = fields[0] == [UInt8(ascii: "d")]
    lastPrompt.directory = String(decoding: fields[1], as: UTF8.self)
    // bash's line editor wants a return before each line break.
    lastPrompt.prompt = String(decoding: fields[2].filter { $0 != 13 }, as: UTF8.self)
    lastPrompt.typeAhead = fields[3].filter { $0 != 6 }
    told = true
    sourced = 0
    settling = .now
    // bash draws its prompt next; if its standard error is elsewhere, only the clock tells.
    deadline = .now + .milliseconds(20)
    return []
  }

  private func promptDrawn() -> [SessionEvent] {
    switch state {
    case .settling where told: return ready()
    case .settling where isContinuing: return readyForMore()
    case .prompt, .continuation:
      if !isDumb {
        expectsRedraw = false
        deadline = nil
      }
      return []
    case .echoing:
      // Where the terminal can't move its cursor, the prompt is drawn again with the line.
      echoHasPrompt = true
      return []
    case .running, .settling:
      // A prompt, but nothing said before it: the learner took PROMPT_COMMAND away.
      return sourceStartup()
    default: return []
    }
  }

  private func readyForMore() -> [SessionEvent] {
    isContinuing = false
    state = .continuation
    deadline = nil
    expectsRedraw = false
    return [.continuation]
  }

  private func ready() -> [SessionEvent] {
    let before = takeBeforePrompt()
    told = false
    isContinuing = false
    state = .prompt
    // Where the cursor can't be moved, bash draws its prompt twice.
    expectsRedraw = isDumb
    deadline = isDumb ? .now + .milliseconds(50) : nil
    return before + [.promptReady(lastPrompt)]
  }

  private func continuation() -> [SessionEvent] {
    guard state == .echoing || state == .running else { return [] }
    echo = []
    state = .settling
    isContinuing = true
    deadline = .now + .milliseconds(300)
    return []
  }

  /// Words of a line after which bash may be without the lab's hook though it goes on.
  private var lastLineMayLoseHook: Bool {
    ["exec", "PROMPT_COMMAND", "PS1", "unset", "source", "."].contains { word in
      sentLine.split(whereSeparator: { " =;&|".contains($0) }).contains(Substring(word))
    }
  }

  // MARK: - The clock

  func lookAtClock() -> [SessionEvent] {
    guard let due = deadline, due <= .now else { return [] }
    deadline = nil
    switch state {
    case .starting:
      switch starting {
      case .waitingForPrompt:
        // Line editing without bracketed paste, or none at all.
        if foregroundGroup() == shellPID && (isRaw || startedAt + .seconds(3) < .now) {
          return sourceStartup()
        }
        deadline = .now + .milliseconds(5)
        return []
      case .sourcing:
        // No answer: somebody else reads the terminal. Let the learner see and type.
        starting = .lost
        state = .running
        let shown = held
        held = []
        return shown.isEmpty ? [] : [.output(shown)]
      case .lost, .done: return []
      }
    case .echoing:
      state = .running
      let shown = echo
      echo = []
      return shown.isEmpty ? [] : [.output(shown)]
    case .settling:
      if told {
        guard isRaw || !hasLineEditing || (settling ?? .now) + .milliseconds(300) < .now else {
          deadline = .now + .milliseconds(5)
          return []
        }
        return ready()
      }
      if isContinuing { return readyForMore() }
      state = .running
      return []
    case .running where interruptsLeft > 0:
      interruptsLeft -= 1
      deadline = .now + .milliseconds(100)
      sendRaw([3])
      return []
    case .running:
      if foregroundGroup() == shellPID && isRaw { return sourceStartup() }
      return []
    case .prompt, .continuation:
      expectsRedraw = false
      return []
    case .ended: return []
    }
  }

  // MARK: - Bytes

  /// The index after the first occurrence.
  func find(_ needle: [UInt8], in bytes: [UInt8]) -> Int? {
    guard let first = needle.first, bytes.count >= needle.count else { return nil }
    var index = 0
    while index + needle.count <= bytes.count {
      if bytes[index] == first, bytes[index..<(index + needle.count)].elementsEqual(needle) {
        return index + needle.count
      }
      index += 1
    }
    return nil
  }

  private func withoutPasteSwitches(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    for needle in [Self.pasteOn, Self.pasteOff + [13], Self.pasteOff] {
      while let end = find(needle, in: bytes) { bytes.removeSubrange((end - needle.count)..<end) }
    }
    return bytes
  }

  private func withoutEscapes(_ bytes: [UInt8]) -> [UInt8] {
    var plain: [UInt8] = []
    var isEscaped = false
    for byte in bytes {
      if isEscaped {
        if (0x40..<0x7f).contains(byte) && byte != UInt8(ascii: "[") { isEscaped = false }
      } else if byte == 0x1b {
        isEscaped = true
      } else {
        plain.append(byte)
      }
    }
    return plain
  }

  private func isPrintable(_ bytes: [UInt8]) -> Bool {
    withoutEscapes(bytes).contains { $0 > 32 || $0 == 10 }
  }
}
