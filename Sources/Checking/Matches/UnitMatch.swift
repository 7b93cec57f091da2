internal import Record

/// A property of a unit, as it was when the answer was given.
package struct UnitMatch: MatchKind {
  package static let key = "unit"
  package static let otherKeys = ["property"]
  package static let summary = """
    The value of a property of a unit, as systemctl show prints it; times, sizes and words may be \
    written differently, a path may begin with ~, a time stamp may leave out the day's name and the \
    zone. NAME=VALUE, the whole line of systemctl show, says the same.
    """
  package static let usage = ["{unit: server, property: NRestarts}"]
  package static let properties: [(String, JSON)] = [
    ("unit", .type("string")), ("property", .type("string")),
  ]

  var unit: String
  var property: String

  package init?(_ reader: KeyReader) {
    let node = reader.required("unit")
    let property = reader.text("property")
    guard let node, let unit = node.text, !node.isNull, let property else { return nil }
    reader.log.refer(to: .unit, unit, at: node.place)
    UnitPredicate.check(property, at: reader.place(of: "property"), log: reader.log)
    self.unit = unit
    self.property = property
  }

  package var looks: [LookNeed] {
    [.unit(unit, properties: [property], journal: [], readsFiles: false)]
  }

  package func outcome(_ text: String, _ scene: Scene) -> MatchOutcome {
    let words = "the \(property) of \(scene.name("\(unit).unit") ?? unit)"
    let moment = scene.given?.at ?? scene.now
    guard let track = scene.unit(unit), !track.silent.contains(moment),
      let value = track.value(property, at: moment)
    else { return MatchOutcome(nil, expected: words) }
    let line = track.evidence(property, source: scene.showCommand(unit), at: moment)
    return MatchOutcome(
      Self.same(text, value, property), expected: words, evidence: [line].compactMap { $0 })
  }

  static func same(_ given: String, _ right: String, _ property: String) -> Bool {
    let given = plain(given, property)
    if property.hasSuffix("Timestamp") { return sameTime(given, right) }
    if Dimension.ofProperty(property).same(given, right) { return true }
    // "~/.config/…": whose home it is, the value itself tells.
    guard given.hasPrefix("~/") else { return false }
    let rest = given.dropFirst(1)
    guard right.hasSuffix(rest) else { return false }
    let home = right.dropLast(rest.count)
    return home == "/root" || home.hasPrefix("/home/") && !home.dropFirst(6).contains("/")
  }

  /// The value alone, where the whole line that systemctl show prints was given.
  static func plain(_ given: String, _ property: String) -> String {
    let given = given.trimmed
    guard given.hasPrefix("\(property)=") else { return given }
    return String(given.dropFirst(property.utf8.count + 1)).trimmed
  }

  /// "Tue 2025-11-25 19:11:00 UTC": the date and the time decide, to the second. As well written
  /// "2025-11-25T19:11:00+00:00", or with microseconds (--timestamp=us).
  private static func sameTime(_ given: String, _ right: String) -> Bool {
    func core(_ text: String) -> [Substring] {
      text.split { $0 == " " || $0 == "T" }.filter { $0.first?.isNumber ?? false }.map { word in
        word.contains(":") ? word.prefix { $0.isNumber || $0 == ":" } : word
      }
    }
    let right = core(right)
    return !right.isEmpty && core(given) == right
  }

  package static let examples = [
    MatchExample("{unit: server, property: NRestarts}", "3", holds: true) {
      $0.unit("server", ["NRestarts": "3"], at: 3)
    },
    MatchExample("{unit: server, property: Restart}", "Restart=always", holds: true) {
      $0.unit("server", ["Restart": "always"], at: 3)
    },
    MatchExample("{unit: server, property: Restart}", "NRestarts=always", holds: false) {
      $0.unit("server", ["Restart": "always"], at: 3)
    },
    MatchExample(
      "{unit: server, property: ActiveEnterTimestamp}", "2025-11-25T19:11:00+00:00", holds: true
    ) {
      $0.unit("server", ["ActiveEnterTimestamp": "Tue 2025-11-25 19:11:00 UTC"], at: 3)
    },
    MatchExample(
      "{unit: server, property: ActiveEnterTimestamp}", "Tue 2025-11-25 19:11:00.123456 UTC",
      holds: true
    ) {
      $0.unit("server", ["ActiveEnterTimestamp": "Tue 2025-11-25 19:11:00 UTC"], at: 3)
    },
    MatchExample("{unit: server, property: MainPID}", "43", holds: false) {
      $0.unit("server", ["MainPID": "42"], at: 3)
    },
    MatchExample("{unit: server, property: RestartUSec}", "5 s", holds: true) {
      $0.unit("server", ["RestartUSec": "5s"], at: 3)
    },
    MatchExample(
      "{unit: server, property: FragmentPath}", "~/.config/systemd/user/server.service", holds: true
    ) {
      $0.unit("server", ["FragmentPath": "/home/ada/.config/systemd/user/server.service"], at: 3)
    },
    MatchExample(
      "{unit: server, property: ActiveEnterTimestamp}", "2025-11-25 19:11:00", holds: true
    ) {
      $0.unit("server", ["ActiveEnterTimestamp": "Tue 2025-11-25 19:11:00 UTC"], at: 3)
    },
    MatchExample(
      "{unit: server, property: ActiveEnterTimestamp}", "2025-11-25 19:12:00", holds: false
    ) {
      $0.unit("server", ["ActiveEnterTimestamp": "Tue 2025-11-25 19:11:00 UTC"], at: 3)
    },
  ]
}
