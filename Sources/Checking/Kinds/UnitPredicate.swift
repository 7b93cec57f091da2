package import Record
internal import Systemd

/// A unit of a service manager stands as asked.
package struct UnitPredicate: PredicateKind {
  package static let key = "unit"
  package static let summary = """
    Units of `units:`, all of them, are in these states, have these properties (as systemctl show \
    prints them), hold this in their files or their journal. A unit that isn't loaded satisfies \
    nothing, unless load: says that it may be so.
    """
  package static let usage = [
    "unit: {of: server, active: active, enabled: enabled}",
    "unit: {of: server, properties: {Restart: on-failure, RestartUSec: {equals: 3s}, NRestarts: {at-most: 3}}}",
    "unit: {of: server, unchanged: MainPID}",
    "unit: {of: server, journal: {contains: \"repeated too quickly\"}}",
    "unit: {of: server, file: {contains: \"Restart=on-failure\"}}",
    "unit: {of: burn, load: [loaded, not-found], active: inactive}",
  ]
  package static let schema: JSON? = .keys(
    [("of", .oneOrList(.type("string")))]
      + Field.allCases.map { ($0.rawValue, .oneOrList($0.schema)) }
      + [
        ("properties", .mapOf(ValueTest.schema)), ("unchanged", .oneOrList(.type("string"))),
        ("journal", text), ("file", text),
      ], required: ["of"])

  private static let text = JSON.keys([("contains", String.schema), ("lacks", String.schema)])

  /// What each unit has, in a word.
  enum Field: String, CaseIterable, Sendable {
    case load, active, sub, enabled, result

    var property: String {
      switch self {
      case .load: "LoadState"
      case .active: "ActiveState"
      case .sub: "SubState"
      case .enabled: "UnitFileState"
      case .result: "Result"
      }
    }

    /// The words that systemd has for it; nil where they depend on the unit's type.
    var words: [String]? {
      switch self {
      case .load:
        ["stub", "loaded", "not-found", "bad-setting", "error", "merged", "masked"]
      case .active:
        [
          "active", "reloading", "inactive", "failed", "activating", "deactivating", "maintenance",
        ]
      case .sub: nil
      case .enabled:
        [
          "enabled", "enabled-runtime", "linked", "linked-runtime", "alias", "masked",
          "masked-runtime", "static", "disabled", "indirect", "generated", "transient", "bad", "",
        ]
      case .result:
        [
          "success", "resources", "protocol", "timeout", "exit-code", "signal", "core-dump",
          "watchdog", "start-limit-hit", "oom-kill", "exec-condition",
        ]
      }
    }

    var schema: JSON { words.map { JSON.words($0) } ?? .type("string") }
  }

  /// A text that must be there, and one that must not.
  struct TextTest: Sendable {
    var contains: Slot<String>?
    var lacks: Slot<String>?

    init(_ node: ContentNode, log: ContentLog, what: String) {
      let reader = KeyReader(node, log: log, what: what)
      contains = reader.slot("contains")
      lacks = reader.slot("lacks")
      reader.finish()
      if contains == nil, lacks == nil, node.map?.isEmpty ?? true {
        log.report("contains: or lacks: is missing", at: node.place)
      }
    }
  }

  /// Keys of `units:`.
  package var units: [String]
  var fields: [(field: Field, words: [Slot<String>])] = []
  var properties: [(name: String, test: ValueTest)] = []
  var unchanged: [String] = []
  var journal: TextTest?
  var file: TextTest?

  package init?(_ argument: ContentNode, log: ContentLog) {
    let reader = KeyReader(argument, log: log, what: "'unit'")
    units = reader.words("of").map {
      log.refer(to: .unit, $0.text, at: $0.place)
      return $0.text
    }
    for field in Field.allCases {
      guard let node = reader.value(field.rawValue) else { continue }
      let slots = (node.list ?? [node]).compactMap { Slot<String>($0, log: log) }
      if let words = field.words {
        for slot in slots {
          guard let word = slot.fixed, !words.contains(word) else { continue }
          log.report(
            "unknown word '\(word)'\(Suggestion.ending(for: word, among: words))", at: slot.place)
        }
      }
      fields.append((field, slots))
    }
    if let node = reader.value("properties") {
      let inner = KeyReader(node, log: log, what: "'properties'")
      for name in inner.keys {
        guard let value = inner.value(name), let test = ValueTest(value, log: log) else { continue }
        Self.check(name, at: inner.place(of: name), log: log)
        properties.append((name, test))
      }
    }
    unchanged = reader.words("unchanged").map {
      Self.check($0.text, at: $0.place, log: log)
      return $0.text
    }
    journal = reader.value("journal").map { TextTest($0, log: log, what: "'journal'") }
    file = reader.value("file").map { TextTest($0, log: log, what: "'file'") }
    reader.finish()
    if units.isEmpty {
      log.report("'unit' needs of: a name of units:", at: argument.place)
      return nil
    }
    if fields.isEmpty, properties.isEmpty, unchanged.isEmpty, journal == nil, file == nil {
      log.report(
        "what the unit must be is missing, such as active: active", at: argument.place)
      return nil
    }
  }

  /// Names of unit files are no properties: systemctl show prints RestartUSec for RestartSec=.
  static func check(_ name: String, at place: SourcePlace, log: ContentLog) {
    let files = [
      "RestartSec": "RestartUSec", "TimeoutStopSec": "TimeoutStopUSec",
      "TimeoutStartSec": "TimeoutStartUSec", "CPUQuota": "CPUQuotaPerSecUSec",
      "StartLimitIntervalSec": "StartLimitIntervalUSec", "WatchdogSec": "WatchdogUSec",
      "RuntimeMaxSec": "RuntimeMaxUSec",
    ]
    if let right = files[name] {
      log.report("'\(name)' is shown as '\(right)'", at: place)
    } else if !(name.first.map { $0 >= "A" && $0 <= "Z" } ?? false)
      || !name.utf8.allSatisfy({
        $0 >= UInt8(ascii: "A") && $0 <= UInt8(ascii: "Z")
          || $0 >= UInt8(ascii: "a") && $0 <= UInt8(ascii: "z")
          || $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9")
      })
    {
      log.report("'\(name)' is no property of systemctl show, such as MainPID", at: place)
    }
  }

  // MARK: What it needs

  package var needsSubject: Bool { false }
  package var watch: Set<FactGroup> { [] }

  package var looks: [LookNeed] {
    let asked = Set(
      fields.map(\.field.property) + properties.map(\.name) + unchanged + ["LoadState"])
    let texts = [journal?.contains, journal?.lacks].compactMap { $0 }
    let own = units.map { unit in
      LookNeed.unit(unit, properties: asked, journal: texts, readsFiles: file != nil)
    }
    let words = fields.flatMap(\.words).flatMap { $0.template?.names ?? [] }
    return own + UnitNames.needs(properties.flatMap(\.test.names) + words)
      + matches.flatMap(\.kind.looks)
  }

  private var matches: [Match] { properties.flatMap(\.test.matches) }

  package var otherRoles: [String] { matches.flatMap(\.kind.roles) }
  package var watchOthers: [String: Set<FactGroup>] {
    matches.reduce(into: [:]) { result, match in
      for (role, groups) in match.kind.watch where !role.isEmpty {
        result[role, default: []].formUnion(groups)
      }
    }
  }

  /// Whether it holds of units that were just started, and asks for nothing else.
  package func holdsOfStarted(_ isStarted: (String) -> Bool) -> Bool {
    guard units.allSatisfy(isStarted), properties.isEmpty, journal == nil, file == nil else {
      return false
    }
    return fields.allSatisfy { field, words in
      let fixed = words.compactMap(\.fixed)
      switch field {
      case .load: return fixed.contains("loaded")
      case .active: return fixed.contains("active")
      case .result: return fixed.contains("success")
      case .sub: return fixed.contains("running")
      case .enabled: return false
      }
    }
  }

  // MARK: Judging

  /// One thing that is asked of each unit.
  private struct Part {
    /// The property, or the lab's own name of a value.
    var name: String
    /// Nobody wrote it: a unit must be loaded.
    var isImplied = false
    var held: (SubjectTrack, Scene) -> Held
    /// "active", "RestartUSec 3s".
    var expected: (Scene) -> String
    /// "it is inactive"; from the track.
    var observed: (SubjectTrack) -> String
  }

  private var parts: [Part] {
    var parts: [Part] = []
    if !fields.contains(where: { $0.field == .load }) {
      parts.append(
        Part(
          name: "LoadState", isImplied: true,
          held: { track, _ in track.held("LoadState") { $0 == "loaded" } },
          expected: { _ in "" }, observed: { "not loaded (\($0.latest("LoadState") ?? "?"))" }))
    }
    for (field, words) in fields {
      let name = field.property
      parts.append(
        Part(
          name: name,
          held: { track, scene in
            let wanted = words.compactMap { $0.value(scene.name) }
            return track.held(name) { wanted.contains($0) }
          },
          expected: { scene in
            let text = words.map { $0.value(scene.name) ?? "?" }.joined(separator: " or ")
            return field == .result ? "Result \(text)" : text
          },
          observed: { track in
            let value = track.latest(name) ?? "?"
            let shown = value.isEmpty ? "without a state in a file" : value
            return field == .result ? "Result \(shown)" : shown
          }))
    }
    for (name, test) in properties {
      let dimension = Dimension.ofProperty(name)
      parts.append(
        Part(
          name: name,
          held: { track, scene in track.held(name) { test.holds($0, as: dimension, scene) } },
          expected: { "\(name) \(test.words($0))" },
          observed: { "\(name) \(Self.shown($0.latest(name)))" }))
    }
    for name in unchanged {
      parts.append(
        Part(
          name: name,
          held: { track, scene in
            // The manager's first answer may come after the set-up's end.
            let first = track.value(name, at: scene.start) ?? track.series[name]?.first?.value
            guard let before = first, !["", "0"].contains(before) else {
              return track.held(name) { _ in false }
            }
            return track.held(name) { $0 == before }
          },
          expected: { _ in "\(name) as it was" },
          observed: { "\(name) \(Self.shown($0.latest(name)))" }))
    }
    return parts + texts(journal, isJournal: true) + texts(file, isJournal: false)
  }

  private func texts(_ test: TextTest?, isJournal: Bool) -> [Part] {
    guard let test else { return [] }
    return [(test.contains, true), (test.lacks, false)].compactMap { slot, wanted -> Part? in
      guard let slot else { return nil }
      let place = isJournal ? "its journal" : "its files"
      return Part(
        name: isJournal ? "" : UnitValue.files,
        held: { track, scene in
          guard let text = slot.value(scene.name) else { return .unknown }
          let found: Held
          if isJournal {
            // Once written, always written.
            let moments = track.series[UnitValue.journal(text)]?.map(\.at) ?? []
            found = .events(moments, since: track.since)
          } else {
            found = track.held(UnitValue.files) { $0.contains(text) }
          }
          return wanted ? found : found.negated
        },
        expected: { scene in
          "\(wanted ? "" : "not ")\"\(slot.value(scene.name) ?? "?")\" in \(place)"
        },
        observed: { _ in "\(wanted ? "no such text" : "such a text") in \(place)" })
    }
  }

  private static func shown(_ value: String?) -> String {
    guard let value else { return "unknown" }
    return value.isEmpty ? "empty" : value
  }

  private func held(_ unit: String, _ scene: Scene) -> Held {
    guard let track = scene.unit(unit) else { return .unknown }
    return Held.all(parts.map { $0.held(track, scene) }).doubted(in: track.silent)
  }

  package func held(_ scene: Scene) -> Held { .all(units.map { held($0, scene) }) }

  package func reach(_ scene: Scene) -> Reach { isBroken(scene) ? .lost : .open }

  /// Properties that never come to be what they were.
  private static let unique: Set<String> = ["MainPID", "ExecMainPID", "InvocationID"]

  /// Whether something was to stay as it was, is another now, and can't come back.
  func isBroken(_ scene: Scene) -> Bool {
    let names = unchanged.filter(Self.unique.contains)
    guard !names.isEmpty else { return false }
    return units.contains { unit in
      guard let track = scene.unit(unit) else { return false }
      return parts.contains { part in
        names.contains(part.name) && part.held(track, scene).no.contains(scene.now)
      }
    }
  }

  package func expected(_ scene: Scene) -> String {
    let words = parts.map { $0.expected(scene) }.filter { !$0.isEmpty }.joined(separator: ", ")
    return "\(names(scene)) \(words)"
  }

  private func names(_ scene: Scene) -> String {
    units.map { scene.name("\($0).unit") ?? $0 }.joined(separator: " and ")
  }

  package func observed(_ scene: Scene) -> String {
    let told = units.compactMap { unit -> String? in
      let name = scene.name("\(unit).unit") ?? unit
      guard let track = scene.unit(unit) else { return "\(name) was not looked at yet" }
      if let why = track.latest(UnitValue.failure), !why.isEmpty {
        return "\(name) can't be looked at: \(why)"
      }
      if parts.first?.isImplied == true, track.latest("LoadState") != "loaded" {
        return "\(name) is not loaded (\(track.latest("LoadState") ?? "?"))"
      }
      let wrong = parts.filter { !$0.held(track, scene).yes.contains(scene.now) }
      if wrong.isEmpty { return units.count == 1 ? expected(scene) : nil }
      return "\(name): " + wrong.map { $0.observed(track) }.joined(separator: ", ")
    }
    return told.isEmpty ? expected(scene) : told.joined(separator: "; ")
  }

  package func evidence(_ scene: Scene, at moment: UInt64) -> [Evidence] {
    units.prefix(4).flatMap { unit -> [Evidence] in
      guard let track = scene.unit(unit) else { return [] }
      let source = scene.showCommand(unit)
      var seen: Set<String> = []
      let ordered = parts.amissFirst { $0.held(track, scene).yes.contains(moment) }
      var lines = ordered.filter { seen.insert($0.name).inserted }.compactMap { part -> Evidence? in
        guard !part.name.isEmpty, part.name != UnitValue.files,
          let line = track.evidence(part.name, source: source, at: moment)
        else { return nil }
        // That it is loaded goes without saying, where nobody asked.
        return part.isImplied && line.value == "loaded" ? nil : line
      }
      for slot in [journal?.contains, journal?.lacks] {
        guard let text = slot?.value(scene.name) else { continue }
        if let line = track.evidence(
          UnitValue.journal(text), source: scene.journalCommand(unit), at: moment, field: "")
        {
          lines.append(line)
        }
      }
      if file != nil, let paths = track.value("FragmentPath", at: moment) {
        lines.append(
          Evidence(
            source: source, field: "FragmentPath", value: paths,
            at: track.seen(UnitValue.files, at: moment) ?? moment))
      }
      return lines
    }
  }
}
