internal import ProcFS
package import Record

/// How much of the CPU time that competitors used together one of them got.
package struct SharePredicate: PredicateKind {
  package static let key = "share"
  package static let summary = """
    Of the CPU time (fields 14 + 15 of /proc/PID/stat) that the subject and the processes of against: \
    used together over the last window (4 s unless said), the subject got so many per cent, in each \
    half of the window nearly so. The window before counts too. All of them must have lived through \
    it, and none may have been stopped in it.
    """
  package static let usage = [
    "share: {against: job, between: [6, 14]}", "share: {against: job, between: \"{{band}}\"}",
    "share: {against: job, below: 20, window: 5s}",
  ]
  package static let schema: JSON? = .keys(
    [
      ("against", .oneOrList(.type("string"))),
      ("between", .anyOf([.listOf(Double.schema), PercentBand.schema])),
      ("window", Stretch.schema),
    ] + NumberRange.keys, required: ["against"])

  /// By how many points a half of a window may leave the band.
  static let margin = 3.0

  package var against: [String]
  let range: NumberRange?
  let between: [Slot<Double>]
  /// `between:` as one text, so that one parameter can draw both ends: "6-14".
  let drawn: Slot<PercentBand>?
  package var window: Slot<Stretch>

  package init?(_ argument: ContentNode, log: ContentLog) {
    let reader = KeyReader(argument, log: log, what: "'share'")
    against = reader.required("against") == nil ? [] : reader.roles("against")
    let list = reader.value("between")
    between = (list?.list ?? []).compactMap { Slot($0, log: log) }
    drawn = list.flatMap { $0.text == nil ? nil : Slot($0, log: log) }
    if let list, list.text == nil, between.count != 2 {
      log.report("'between' needs two numbers: [6, 14]", at: list.place)
    }
    range = NumberRange(reader)
    window = reader.slot("window") ?? Slot(Stretch(seconds: 4))
    if let length = window.fixed, length.seconds < 2 || length.seconds > 60 {
      log.report("a window is between 2s and 60s long", at: window.place)
    }
    reader.finish()
    if list == nil, range == nil {
      log.report("between:, above: or below: is missing", at: argument.place)
    }
    if against.isEmpty || range == nil && drawn == nil && between.count != 2 { return nil }
  }

  package var watch: Set<FactGroup> { [.stat, .cpuTime] }
  package var otherRoles: [String] { against }
  package var watchOthers: [String: Set<FactGroup>] {
    Dictionary(against.map { ($0, [.stat, .cpuTime]) }, uniquingKeysWith: { first, _ in first })
  }

  private func sides(_ scene: Scene) -> (mine: [ProcessTrack], others: [ProcessTrack]) {
    var seen: Set<ProcessIdentity> = []
    let others = against.flatMap { scene.processes(of: $0) }
      .filter { seen.insert($0.identity).inserted }
    return (scene.subjects.filter { !seen.contains($0.identity) }, others)
  }

  private func meter(_ scene: Scene) -> ShareMeter {
    let sides = sides(scene)
    return ShareMeter(
      sides.mine.map { Competitor($0, isSubject: true) }
        + sides.others.map { Competitor($0, isSubject: false) },
      length: (window.value(scene.name) ?? Stretch(seconds: 4)).nanoseconds,
      gaps: scene.timeline.gaps)
  }

  private func accepts(_ share: Double, margin: Double, _ scene: Scene) -> Bool {
    // A range reaches `margin` further on either side.
    let tried = margin > 0 ? [share - margin, share, share + margin] : [share]
    guard let range else { return isBetween(share, margin: margin, scene) }
    return isBetween(share, margin: margin, scene)
      && tried.contains { range.contains($0, scene.name) }
  }

  private func isBetween(_ share: Double, margin: Double, _ scene: Scene) -> Bool {
    guard drawn != nil || between.count == 2 else { return true }
    guard let (low, high) = ends(scene) else { return false }
    return share >= low - margin && share <= high + margin
  }

  /// The ends of `between:`; nil where it isn't asked for, or a name has no value.
  private func ends(_ scene: Scene) -> (low: Double, high: Double)? {
    if let drawn { return drawn.value(scene.name).map { ($0.low, $0.high) } }
    guard between.count == 2, let low = between[0].value(scene.name),
      let high = between[1].value(scene.name)
    else { return nil }
    return (low, high)
  }

  /// Whether a window by itself is as wanted; nil where the lab didn't look.
  private func isGood(_ window: ShareMeter.Window, _ scene: Scene) -> Bool? {
    if window.trouble == .gap { return nil }
    guard window.trouble == nil else { return false }
    return accepts(window.share, margin: 0, scene)
      && window.halves.allSatisfy { accepts($0, margin: Self.margin, scene) }
  }

  package func held(_ scene: Scene) -> Held { held(meter(scene), scene) }

  private func held(_ meter: ShareMeter, _ scene: Scene) -> Held {
    var yes: [Span] = []
    var no: [Span] = []
    var before: Bool?
    for (index, window) in meter.windows.enumerated() {
      let next = index + 1 < meter.windows.count ? meter.windows[index + 1].end : nil
      let own = isGood(window, scene)
      defer { before = own }
      let answer = own == false && before == true && window.trouble == nil ? true : own
      guard let answer else { continue }
      guard answer else {
        no.append(Span(window.end, next))
        continue
      }
      // It is over as soon as one of them is stopped or ends.
      let cut = window.used.compactMap { part in
        let competitor = meter.competitors[part.competitor]
        return [competitor.stopped.first(from: window.end), competitor.endedAt]
          .compactMap { $0 }.min()
      }.min()
      if let cut, cut < next ?? .max {
        yes.append(Span(window.end, cut))
        no.append(Span(cut, next))
      } else {
        yes.append(Span(window.end, next))
      }
    }
    return Held(yes: Spans(yes), no: Spans(no))
  }

  package func reach(_ scene: Scene) -> Reach {
    let sides = sides(scene)
    let isOver = { (tracks: [ProcessTrack]) in
      !tracks.isEmpty && tracks.allSatisfy { $0.endedAt != nil }
    }
    return isOver(sides.mine) || isOver(sides.others) ? .lost : .open
  }

  private func band(_ scene: Scene) -> String {
    var parts: [String] = []
    if drawn != nil || between.count == 2 {
      let ends = ends(scene).map { [NumberRange.text($0.low), NumberRange.text($0.high)] }
      parts.append((ends ?? ["?", "?"]).joined(separator: " to "))
    }
    if let range { parts.append(range.text(scene.name)) }
    return "\(parts.joined(separator: ", ")) %"
  }

  package func expected(_ scene: Scene) -> String {
    let names = against.map { RoleArgument.name($0) }.joined(separator: ", ")
    return "\(band(scene)) of the CPU time that it and \(names) use together"
  }

  package func observed(_ scene: Scene) -> String {
    let sides = sides(scene)
    guard !sides.mine.isEmpty else { return scene.noProcess }
    if let gone = sides.mine.first(where: { $0.endedAt != nil }),
      sides.mine.allSatisfy({ $0.endedAt != nil })
    {
      return gone.endingText(scene)
    }
    if !sides.others.isEmpty, sides.others.allSatisfy({ $0.endedAt != nil }) {
      let names = against.map { RoleArgument.name($0) }.joined(separator: ", ")
      return "\(names) has ended: there is nothing to share with"
    }
    let length = window.value(scene.name) ?? Stretch(seconds: 4)
    if let stopped = (sides.mine + sides.others).first(where: { $0.latest?.state == "T" }) {
      return "\(stopped.pid) is stopped (state T): shares are measured while all of them run"
    }
    let meter = meter(scene)
    guard let window = told(meter, scene, at: scene.now) else {
      return "being measured: that takes \(length)"
    }
    let measured =
      "\(Self.percent(window.share)) in the last \(Stretch(seconds: window.seconds)) "
      + "(\(Int(window.mine)) of \(Int(window.all)) ticks)"
    switch window.trouble {
    case .stopped(let source):
      return "\(source.split(separator: "/").dropFirst().first ?? "one") was stopped (state T) "
        + "within the last \(length): shares are measured while all of them run"
    case .changed: return "being measured: one of them began or ended within the last \(length)"
    case .gap: return "being measured again: the lab didn't look for a while"
    case .little:
      return "hardly any CPU time was used: \(Int(window.all)) ticks in the last \(length)"
    case nil:
      guard accepts(window.share, margin: 0, scene), isGood(window, scene) == false,
        window.halves.count == 2
      else { return measured }
      return "changing: \(Self.percent(window.halves[0])), then \(Self.percent(window.halves[1])), "
        + "within the last \(length)"
    }
  }

  private static func percent(_ share: Double) -> String {
    share < 10
      ? "\(NumberRange.text((share * 10).rounded() / 10)) %" : "\(Int(share.rounded())) %"
  }

  /// The window to show for a moment: the better one of the last two.
  private func told(_ meter: ShareMeter, _ scene: Scene, at moment: UInt64) -> ShareMeter.Window? {
    guard let index = meter.windows.lastIndex(where: { $0.end <= moment }) else { return nil }
    let last = meter.windows[index]
    guard index > 0, isGood(last, scene) != true, last.trouble == nil,
      isGood(meter.windows[index - 1], scene) == true
    else { return last }
    return meter.windows[index - 1]
  }

  package func evidence(_ scene: Scene, at moment: UInt64) -> [Evidence] {
    let meter = meter(scene)
    guard let window = told(meter, scene, at: moment) else { return [] }
    return window.used.prefix(6).map { part in
      let competitor = meter.competitors[part.competitor]
      let seconds = (window.seconds * 10).rounded() / 10
      return Evidence(
        source: competitor.source, field: competitor.field,
        value: "\(Int(part.from)) → \(Int(part.to)): \(Int(part.to - part.from)) ticks in "
          + "\(NumberRange.text(seconds)) s",
        at: window.end)
    }
  }

  /// A rival 44 beside the subject 42, with so many ticks a second each, from second 3 on.
  private static func race(
    _ journal: inout ExampleJournal, until end: Int = 20, stoppedAt: Int = 0,
    _ rates: (Int) -> (Int, Int)
  ) {
    var (mine, theirs) = (100, 100)
    for second in 3...end {
      let rate = rates(second)
      mine += rate.0
      theirs += rate.1
      let ticks = (UInt64(mine), UInt64(theirs))
      journal.see(42, at: Double(second)) {
        $0.cpuTicks = ticks.0
        $0.state = second == stoppedAt ? "T" : "R"
      }
      journal.see(44, at: Double(second)) { $0.cpuTicks = ticks.1 }
    }
  }

  package static let examples = [
    PredicateExample(
      "nice 10 beside nice 0", "share: {against: prod, between: [6, 14]}", holds: true
    ) {
      $0.bind("prod", 44)
      race(&$0) { _ in (10, 90) }
    },
    PredicateExample("a band in one text", "share: {against: prod, between: 6-14}", holds: true) {
      $0.bind("prod", 44)
      race(&$0) { _ in (10, 90) }
    },
    PredicateExample("half and half", "share: {against: prod, between: [6, 14]}", holds: false) {
      $0.bind("prod", 44)
      race(&$0) { _ in (50, 50) }
    },
    PredicateExample(
      "on the way from half to nothing", "share: {against: prod, between: [20, 30]}", holds: false
    ) {
      $0.bind("prod", 44)
      // The last four seconds together are 26 %.
      race(&$0) { $0 > 18 ? (1, 99) : (50, 50) }
    },
    PredicateExample("it was stopped", "share: {against: prod, below: 20}", holds: false) {
      $0.bind("prod", 44)
      race(&$0, stoppedAt: 17) { $0 == 18 ? (0, 90) : (10, 90) }
    },
    PredicateExample("too short to be measured", "share: {against: prod, below: 20}", holds: false)
    {
      $0.bind("prod", 44)
      race(&$0, until: 4) { _ in (10, 90) }
    },
    PredicateExample(
      "the window before counts", "share: {against: prod, between: [6, 14]}", holds: true
    ) {
      $0.bind("prod", 44)
      race(&$0) { $0 == 20 ? (60, 40) : (10, 90) }
    },
    PredicateExample("neither does much", "share: {against: prod, below: 20}", holds: false) {
      $0.bind("prod", 44)
      race(&$0) { _ in (0, 3) }
    },
  ]
}

/// Two percentages as one text: "6-14".
struct PercentBand: ContentValue {
  var low: Double
  var high: Double

  init?(content text: String) {
    let ends = text.split(separator: "-").compactMap { Double(content: String($0)) }
    guard ends.count == 2, text.filter({ $0 == "-" }).count == 1, ends[0] < ends[1] else {
      return nil
    }
    (low, high) = (ends[0], ends[1])
  }

  static let wording = "two numbers such as [6, 14] or 6-14"
  static let schema = JSON.type("string")
}
