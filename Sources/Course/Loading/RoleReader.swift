internal import Checking
internal import Record

/// Reads `processes:`.
enum RoleReader {
  static let builtIn = ["shell", "supervisor", "reaper"]

  static func roles(_ node: ContentNode, log: ContentLog) -> [RoleSpec] {
    let reader = KeyReader(node, log: log, what: "'processes'")
    let roles: [RoleSpec] = reader.keys.compactMap { name in
      guard let value = reader.value(name) else { return nil }
      if builtIn.contains(name) {
        log.report("'\(name)' is built in; choose another name", at: reader.place(of: name))
      }
      if name.contains(".") || name.contains("-") && name.hasPrefix("-") {
        log.report("a role's name is a plain word", at: reader.place(of: name))
      }
      return role(name, value, at: reader.place(of: name), log: log)
    }
    checkSessions(roles, log: log)
    return roles
  }

  /// A process can only be born into a session: whose it is must be started at the same moment.
  private static func checkSessions(_ roles: [RoleSpec], log: ContentLog) {
    for (index, role) in roles.enumerated() {
      guard let leader = role.sessionOf else { continue }
      guard let other = roles[..<index].first(where: { $0.name == leader }), other.isStarted else {
        log.report(
          "session-of: needs a role that the lab starts and that stands before it", at: role.place)
        continue
      }
      if other.sessionOf != nil {
        log.report(
          "'\(leader)' is in another's session itself: name that one", at: role.place)
      }
      if !role.each.isEmpty || !other.each.isEmpty {
        log.report("session-of: and each: don't go together", at: role.place)
      }
      if role.ownTerminal {
        log.report("a terminal of its own needs a session of its own", at: role.place)
      }
    }
  }

  static func role(
    _ name: String, _ node: ContentNode, at place: SourcePlace, log: ContentLog
  ) -> RoleSpec? {
    let reader = KeyReader(node, log: log, what: "a role")
    let origin: RoleSpec.Origin?
    if reader.has("from") {
      origin = found(reader, log: log).map { .found($0) }
    } else if reader.has("command") {
      let words = (reader.value("command")?.list ?? []).compactMap {
        ContentReading.template($0, log: log)
      }
      if words.isEmpty {
        log.report("'command' needs a list: [tail, -F, log]", at: reader.place(of: "command"))
      }
      origin = words.isEmpty ? nil : .command(words)
    } else if let kind = reader.value("kind") {
      check(kind, log: log)
      let options = reader.value("options").map { self.options($0, log: log) } ?? []
      origin = ContentReading.template(kind, log: log).map {
        .workload(kind: $0, run: reader.template("run"), options: options)
      }
    } else {
      log.report("a role needs kind:, command: or from:", at: place)
      origin = nil
    }
    var spec = RoleSpec(
      name: name, origin: origin ?? .command([]), reveal: reader.plain("reveal") ?? true,
      nice: nil, renice: nil, sessionOf: nil, cwd: nil, files: [], newGroup: false,
      ownTerminal: false, each: [], when: nil,
      then: [], input: nil, output: nil, place: place)
    if spec.isStarted { start(&spec, reader, log: log) }
    reader.finish()
    return origin == nil ? nil : spec
  }

  private static func start(_ spec: inout RoleSpec, _ reader: KeyReader, log: ContentLog) {
    spec.nice = reader.slot("nice")
    spec.renice = reader.slot("renice")
    spec.treatment = Treatment(reader, log: log)
    spec.cwd = reader.template("cwd")
    if let node = reader.value("files") {
      let inner = KeyReader(node, log: log, what: "'files'")
      for path in inner.keys {
        guard let content = inner.template(path) else { continue }
        let name = Template(path)
        for used in name.names { log.refer(to: .template, used, at: inner.place(of: path)) }
        spec.files.append((path: name, content: content))
      }
    }
    spec.newGroup = reader.word("group", as: RoleSpec.Isolation.self) != nil
    _ = reader.word("session", as: RoleSpec.Isolation.self)
    spec.sessionOf = reader.roles("session-of").first
    spec.ownTerminal = reader.word("terminal", as: RoleSpec.Terminal.self) != nil
    if let node = reader.value("each") {
      spec.each = (node.list ?? []).compactMap { ContentReading.template($0, log: log) }
      if spec.each.isEmpty { log.report("'each' needs a list of run names", at: node.place) }
    }
    spec.when = reader.template("when")
    spec.then =
      reader.value("then").map { SetupAction.list($0, role: spec.name, log: log) } ?? []
    spec.input = reader.template("input")
    spec.output = reader.template("output")
  }

  private static func check(_ kind: ContentNode, log: ContentLog) {
    let known = WorkloadKinds.all
    guard let text = kind.text, Template(text).isPlain, !known.contains(text) else { return }
    log.report(
      "unknown workload '\(text)'\(Suggestion.ending(for: text, among: known))", at: kind.place)
  }

  private static func options(_ node: ContentNode, log: ContentLog) -> [(
    name: String, value: RoleSpec.Option
  )] {
    let reader = KeyReader(node, log: log, what: "'options'")
    return reader.keys.compactMap { name in
      guard let value = reader.value(name) else { return nil }
      if value.text == "true", !value.isQuoted { return (name: name, value: .flag) }
      if let items = value.list {
        // A list stands for words with commas between.
        let words = items.compactMap(\.text)
        return (name: name, value: .value(Template(words.joined(separator: ","))))
      }
      return ContentReading.template(value, log: log).map { (name: name, value: .value($0)) }
    }
  }

  private static func found(_ reader: KeyReader, log: ContentLog) -> RoleSpec.Found? {
    guard let from = reader.word("from", as: RoleSpec.From.self) else {
      for key in ["of", "kind", "run", "command", "path", "fd"] { _ = reader.value(key) }
      return nil
    }
    var found = RoleSpec.Found(from: from)
    func need(_ key: String, _ isThere: Bool) {
      if !isThere {
        log.report("from: \(from.rawValue) needs \(key):", at: reader.node.place)
      }
    }
    switch from {
    case .learner, .registered:
      if let kind = reader.value("kind") {
        check(kind, log: log)
        found.kind = ContentReading.template(kind, log: log)
      }
      found.run = reader.template("run")
      if from == .learner { found.command = reader.template("command") }
      if found.command != nil, found.kind != nil || found.run != nil {
        log.report("command: stands alone, without kind: and run:", at: reader.node.place)
      }
    case .children:
      found.of = reader.roles("of").first
      if let kind = reader.value("kind") {
        let known = WorkloadKinds.inner + WorkloadKinds.all
        if let text = kind.text, Template(text).isPlain, !known.contains(text) {
          log.report(
            "unknown kind '\(text)'\(Suggestion.ending(for: text, among: known))", at: kind.place)
        }
        found.kind = ContentReading.template(kind, log: log)
      }
      need("of", found.of != nil)
    case .group, .tree:
      found.of = reader.roles("of").first
      need("of", found.of != nil)
    case .pidFile:
      found.path = reader.template("path")
      need("path", found.path != nil)
    case .unit, .unitGroup:
      if let node = reader.value("of"), let key = node.text, !node.isNull {
        log.refer(to: .unit, key, at: node.place)
        found.unit = key
      }
      need("of", found.unit != nil)
    case .readerOf:
      found.of = reader.roles("of").first
      found.descriptor = reader.plain("fd", as: Int.self)
      need("of", found.of != nil)
    }
    return found
  }
}
