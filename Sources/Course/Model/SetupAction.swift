public import Checking
public import Systemd

/// Something that the lab does to the machine: in set-up, in a trial, or right after a start.
public struct SetupAction: Sendable {
  /// What is done.
  public enum Kind: Sendable {
    /// Send a signal to the processes of a role.
    case signal(Slot<Signal>, to: String)
    /// Wait until this holds; `subject` are the roles that it is about.
    case wait(Predicate, subject: [String])
    /// Type a line into the (spare) terminal.
    case type(Template)
    /// Press keys: "^Z" and text.
    case keys(Template)
    /// Write a file of the bench.
    case file(path: Template, content: Template)
    /// Let time pass.
    case waitFor(Slot<Stretch>)
    /// Hang up the spare terminal.
    case hangUp
    /// Run a program in the bench, to its end.
    case run([Template], ExpectedStatus)
    /// Have a manager do something to units, by their keys.
    case unit(Systemctl.Verb, [String])
    /// Have a manager read its unit files again.
    case daemonReload(Manager)
    /// Connect to a port of this machine, several times at once.
    case connect(Connecting)
  }

  /// With which status a program must end.
  public enum ExpectedStatus: Hashable, Sendable {
    case any
    case exactly(Int)
  }

  /// Connections to 127.0.0.1, all open at the same time.
  public struct Connecting: Sendable {
    /// The port.
    public var port: Slot<Int>
    /// What is asked for by HTTP; nil says nothing.
    public var path: Template?
    /// How many.
    public var times: Slot<Int>?
    /// How long they stay open.
    public var hold: Slot<Stretch>?

    /// More than these are refused by the reader.
    public static let most = 512
  }

  /// What is done.
  public var kind: Kind
  /// Where it stands.
  public var place: SourcePlace

  static let words = [
    "signal", "wait", "type", "keys", "file", "wait-for", "hang-up", "run", "unit",
    "daemon-reload", "connect",
  ]

  /// Whether it needs a terminal.
  public var needsTerminal: Bool {
    switch kind {
    case .type, .keys, .hangUp: true
    default: false
    }
  }

  /// - Parameter role: Whom signal and wait are about where they don't say; nil if they must.
  init?(_ node: ContentNode, role: String?, log: ContentLog) {
    place = node.place
    if let word = node.text, !node.isNull {
      if word == "daemon-reload" {
        kind = .daemonReload(.user)
        return
      }
      guard word == "hang-up" else {
        log.report(
          "unknown action '\(word)'\(Suggestion.ending(for: word, among: Self.words))",
          at: node.place)
        return nil
      }
      kind = .hangUp
      return
    }
    let reader = KeyReader(node, log: log, what: "an action")
    var kind: Kind?
    if reader.has("signal") {
      let signal: Slot<Signal>? = reader.slot("signal")
      let to = reader.roles("to").first ?? role
      if to == nil { log.report("'signal' needs to: ROLE", at: node.place) }
      if let signal, let to { kind = .signal(signal, to: to) }
    } else if let value = reader.value("wait") {
      if let predicate = Predicate(value, log: log) {
        if predicate.of.isEmpty, role == nil, predicate.kind.needsSubject {
          log.report("'wait' needs of: ROLE", at: value.place)
        }
        kind = .wait(predicate, subject: role.map { [$0] } ?? [])
      }
    } else if reader.has("type") {
      kind = reader.template("type").map { .type($0) }
    } else if reader.has("keys") {
      kind = reader.template("keys").map { .keys($0) }
    } else if let value = reader.value("file") {
      let inner = KeyReader(value, log: log, what: "'file'")
      let path = inner.required("path").flatMap { ContentReading.template($0, log: log) }
      let content = inner.template("content") ?? Template("")
      inner.finish()
      if let path { kind = .file(path: path, content: content) }
    } else if reader.has("wait-for") {
      kind = (reader.slot("wait-for") as Slot<Stretch>?).map { .waitFor($0) }
    } else if reader.value("hang-up") != nil {
      kind = .hangUp
    } else if let value = reader.value("run") {
      kind = Self.run(value, log: log)
    } else if let value = reader.value("unit") {
      kind = Self.unit(value, log: log)
    } else if reader.has("daemon-reload") {
      kind = .daemonReload(reader.word("daemon-reload", as: Manager.self) ?? .user)
    } else if let value = reader.value("connect") {
      kind = Self.connect(value, log: log)
    } else {
      let key = reader.keys.first ?? ""
      log.report(
        "unknown action '\(key)'\(Suggestion.ending(for: key, among: Self.words))",
        at: reader.place(of: key))
      return nil
    }
    reader.finish()
    guard let kind else { return nil }
    self.kind = kind
  }

  private static func run(_ node: ContentNode, log: ContentLog) -> Kind? {
    func words(_ node: ContentNode) -> [Template]? {
      guard let items = node.list, !items.isEmpty else {
        log.report("a list of words is expected: [cp, a, b]", at: node.place)
        return nil
      }
      return items.compactMap { ContentReading.template($0, log: log) }
    }
    guard node.map != nil else { return words(node).map { .run($0, .exactly(0)) } }
    let reader = KeyReader(node, log: log, what: "'run'")
    let command = reader.required("command").flatMap(words)
    var status = ExpectedStatus.exactly(0)
    if let node = reader.value("status") {
      if node.text == "any" {
        status = .any
      } else if let number = node.text.flatMap({ Int($0) }), (0...255).contains(number) {
        status = .exactly(number)
      } else {
        log.report("'status' is a number from 0 to 255, or any", at: node.place)
      }
    }
    reader.finish()
    return command.map { .run($0, status) }
  }

  private static func unit(_ node: ContentNode, log: ContentLog) -> Kind? {
    let reader = KeyReader(node, log: log, what: "'unit'")
    var found: Kind?
    for verb in Systemctl.Verb.allCases where reader.has(verb.rawValue) {
      let keys = reader.words(verb.rawValue).map {
        log.refer(to: .unit, $0.text, at: $0.place)
        return $0.text
      }
      if found != nil {
        log.report(
          "'\(verb.rawValue)' is a second thing to do; give it an action of its own",
          at: reader.place(of: verb.rawValue))
      } else {
        found = .unit(verb, keys)
      }
    }
    for verb in Systemctl.Verb.allCases { _ = reader.value(verb.rawValue) }
    reader.finish()
    if found == nil, reader.keys.isEmpty {
      log.report("what to do is missing: {start: server}", at: node.place)
    }
    return found
  }

  private static func connect(_ node: ContentNode, log: ContentLog) -> Kind? {
    let reader = KeyReader(node, log: log, what: "'connect'")
    let port = reader.required("port").flatMap { Slot<Int>($0, log: log) }
    let path = reader.template("path")
    let times: Slot<Int>? = reader.slot("times")
    if let fixed = times?.fixed, !(1...Connecting.most).contains(fixed) {
      log.report(
        "'times' must be between 1 and \(Connecting.most)", at: reader.place(of: "times"))
    }
    let hold: Slot<Stretch>? = reader.slot("hold")
    if let fixed = hold?.fixed, fixed.seconds > 30 {
      log.report("'hold' is at most 30s", at: reader.place(of: "hold"))
    }
    reader.finish()
    return port.map { .connect(Connecting(port: $0, path: path, times: times, hold: hold)) }
  }

  static func list(_ node: ContentNode, role: String? = nil, log: ContentLog) -> [SetupAction] {
    guard let items = node.list else {
      log.report("a list of actions is expected, and here is \(node.kindName)", at: node.place)
      return []
    }
    return items.compactMap { SetupAction($0, role: role, log: log) }
  }
}

/// What the lab does to the learner's work when asked.
public struct Trial: Sendable {
  /// What `lab trial` calls it.
  public var name: String
  /// What is said before it is done.
  public var say: Template
  /// What must hold for it to make sense.
  public var needs: Predicate?
  /// What is done, in order.
  public var actions: [SetupAction]
  /// Where it stands.
  public var place: SourcePlace

  /// Whether it types, presses keys, or hangs up: then it is made in a spare terminal.
  public var needsTerminal: Bool { actions.contains(where: \.needsTerminal) }

  init?(_ name: String, _ node: ContentNode, log: ContentLog) {
    let reader = KeyReader(node, log: log, what: "a trial")
    self.name = name
    place = node.place
    say = reader.template("say") ?? Template("")
    if say.source.isEmpty { log.report("key 'say' is missing", at: node.place) }
    needs = reader.value("needs").flatMap { Predicate($0, log: log) }
    actions = reader.required("do").map { SetupAction.list($0, log: log) } ?? []
    reader.finish()
    if actions.isEmpty { return nil }
  }
}
