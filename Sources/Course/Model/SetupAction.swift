public import Checking

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
  }

  /// What is done.
  public var kind: Kind
  /// Where it stands.
  public var place: SourcePlace

  static let words = ["signal", "wait", "type", "keys", "file", "wait-for", "hang-up"]

  /// - Parameter role: Whom signal and wait are about where they don't say; nil if they must.
  init?(_ node: ContentNode, role: String?, log: ContentLog) {
    place = node.place
    if let word = node.text, !node.isNull {
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
