internal import Checking
internal import Systemd

/// Reads `units:`.
enum UnitReader {
  static func units(_ node: ContentNode, log: ContentLog) -> [UnitSpec] {
    let reader = KeyReader(node, log: log, what: "'units'")
    return reader.keys.compactMap { key in
      guard let value = reader.value(key) else { return nil }
      let isPlain = key.utf8.allSatisfy {
        $0 >= UInt8(ascii: "a") && $0 <= UInt8(ascii: "z")
          || $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") || $0 == UInt8(ascii: "-")
      }
      if !isPlain {
        log.report("a unit's key is a plain word, such as server", at: reader.place(of: key))
      }
      return unit(key, value, at: reader.place(of: key), log: log)
    }
  }

  private static func unit(
    _ key: String, _ node: ContentNode, at place: SourcePlace, log: ContentLog
  ) -> UnitSpec? {
    let reader = KeyReader(node, log: log, what: "a unit")
    let nameNode = reader.required("name")
    let name = nameNode.flatMap { ContentReading.template($0, log: log) }
    let manager = reader.word("manager", as: Manager.self) ?? .user
    let file = reader.template("file")
    var dropIns: [(name: String, content: Template)] = []
    if let node = reader.value("drop-ins") {
      let inner = KeyReader(node, log: log, what: "'drop-ins'")
      for file in inner.keys {
        guard let content = inner.template(file) else { continue }
        if !file.hasSuffix(".conf") || file.contains("/") || file.hasPrefix(".") {
          log.report(
            "'\(file)' is no drop-in's name, such as limits.conf", at: inner.place(of: file))
        }
        dropIns.append((file, content))
      }
    }
    let isEnabled = reader.plain("enable", as: Bool.self) ?? false
    let start = reader.word("start", as: UnitSpec.Start.self) ?? .no
    reader.finish()
    guard let name, let nameNode else { return nil }
    let spec = UnitSpec(
      key: key, name: name, manager: manager, file: file, dropIns: dropIns, isEnabled: isEnabled,
      start: start, place: place)
    check(spec, at: nameNode.place, log: log)
    return spec
  }

  private static func check(_ spec: UnitSpec, at place: SourcePlace, log: ContentLog) {
    // Whatever the names stand for: letters and digits.
    let filled = spec.name.filled { _ in "x" }
    guard let name = UnitName(filled) else {
      log.report(
        "'\(spec.name)' is no unit's full name, such as \"lab-infer-{{run}}.service\"", at: place)
      return
    }
    if name.isTemplate, spec.start != .no {
      log.report("'\(spec.name)' is a template: its instances are started", at: place)
    }
    if spec.isEnabled, spec.file == nil, name.template == nil {
      log.report("enable: needs file:, with an [Install] section", at: place)
    }
    if let file = spec.file, spec.isEnabled, !file.source.contains("[Install]") {
      log.report("enable: needs an [Install] section in file:", at: place)
    }
    if spec.manager == .user {
      for text in [spec.file].compactMap({ $0?.source }) + spec.dropIns.map(\.content.source)
      where text.contains("multi-user.target") || text.contains("graphical.target") {
        log.report(
          "a user manager never starts multi-user.target: default.target is its own", at: place)
      }
    }
  }

  /// The name must be the lab's own: it holds the run's name, or another that is drawn.
  static func checkOwn(_ spec: UnitSpec, runs: [String], log: ContentLog) {
    guard !spec.name.names.contains(where: { runs.contains($0) }) else { return }
    log.report(
      "'\(spec.name)' could be somebody's own unit: its name must hold {{run}}", at: spec.place)
  }
}
