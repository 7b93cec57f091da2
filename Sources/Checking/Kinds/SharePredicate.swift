internal import ProcFS
package import Record

/// How much of the CPU time that competitors used together one of them got.
package struct SharePredicate: PredicateKind {
  package static let key = "share"
  package static let summary = """
    Of the CPU time (fields 14 + 15 of /proc/PID/stat) that the subject and the processes of against: \
    used together over the last window (4 s unless said), the subject got so many per cent, in each \
    half of the window nearly so. The window before counts too. All of them must have lived through \
    it, and none may have been stopped in it. With in: the control groups of units compete, in: and \
    against:, with all that their processes used (usage_usec in cpu.stat): all must have been there, \
    and none frozen, nor one of their processes stopped. With key: cpu.weight it is the share of \
    their weights instead: what each is to get.
    """
  package static let usage = [
    "share: {against: job, between: [6, 14]}", "share: {against: job, between: \"{{band}}\"}",
    "share: {against: job, below: 20, window: 5s}",
    "share: {in: production, against: experiment, between: [70, 79]}",
    "share: {in: production, against: experiment, key: cpu.weight, between: [74, 76]}",
  ]
  package static let schema: JSON? = .keys(
    [
      ("against", .oneOrList(.type("string"))), ("in", .type("string")),
      ("key", .words([Competitor.usage, WeightShare.key])),
      ("between", .anyOf([.listOf(Double.schema), PercentBand.schema])),
      ("window", Stretch.schema),
    ] + NumberRange.keys, required: ["against"])

  /// By how many points a half of a window may leave the band.
  static let margin = 3.0

  /// The unit whose group it is about; nil where processes compete.
  let subject: GroupSubject
  /// Roles, or units where a unit's group is the subject.
  let against: [String]
  /// It is about their weights.
  let isOfWeights: Bool
  let range: NumberRange?
  let between: [Slot<Double>]
  /// `between:` as one text, so that one parameter can draw both ends: "6-14".
  let drawn: Slot<PercentBand>?
  let window: Slot<Stretch>

  package init?(_ argument: ContentNode, log: ContentLog) {
    let reader = KeyReader(argument, log: log, what: "'share'")
    subject = GroupSubject(reader)
    if reader.required("against") == nil {
      against = []
    } else {
      against = subject.unit == nil ? reader.roles("against") : reader.units("against")
    }
    let key = reader.value("key")
    isOfWeights = key?.text == WeightShare.key
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
    if let key {
      if !isOfWeights, key.text != Competitor.usage {
        log.report("'key' can be \(Competitor.usage) or \(WeightShare.key)", at: key.place)
      } else if subject.unit == nil {
        log.report("key: asks about control groups: say whose with in: UNIT", at: key.place)
      } else if isOfWeights, reader.has("window") {
        log.report("weights have no window", at: reader.place(of: "window"))
      }
    }
    if let unit = subject.unit, against.contains(unit) {
      log.report("'\(unit)' can't compete with itself", at: reader.place(of: "against"))
    }
    if list == nil, range == nil {
      log.report("between:, above: or below: is missing", at: argument.place)
    }
    if against.isEmpty || range == nil && drawn == nil && between.count != 2 { return nil }
  }

  package var needsSubject: Bool { subject.unit == nil }
  package var watch: Set<FactGroup> { [.stat, .cpuTime] }
  package var otherRoles: [String] { subject.unit == nil ? against : [] }
  package var watchOthers: [String: Set<FactGroup>] {
    Dictionary(otherRoles.map { ($0, [.stat, .cpuTime]) }, uniquingKeysWith: { first, _ in first })
  }

  package var looks: [LookNeed] {
    guard let unit = subject.unit else { return [] }
    let keys: Set<String> =
      isOfWeights
      ? [WeightShare.key] : [Competitor.usage, Competitor.frozen, Competitor.populated]
    return ([unit] + against).map {
      .group(.unit($0), keys: keys, together: isOfWeights ? [] : [Competitor.usage])
    }
  }

  /// Whose shares are compared.
  private func competitors(_ scene: Scene) -> (mine: [Competitor], others: [Competitor]) {
    if let unit = subject.unit {
      return (
        Competitor.groups(ofUnit: unit, isSubject: true, scene),
        against.flatMap { Competitor.groups(ofUnit: $0, isSubject: false, scene) }
      )
    }
    var seen: Set<ProcessIdentity> = []
    let others = against.flatMap { scene.processes(of: $0) }
      .filter { seen.insert($0.identity).inserted }
    return (
      scene.subjects.filter { !seen.contains($0.identity) }
        .map { Competitor($0, isSubject: true) },
      others.map { Competitor($0, isSubject: false) }
    )
  }

  private func meter(_ scene: Scene) -> ShareMeter {
    let sides = competitors(scene)
    return ShareMeter(
      sides.mine + sides.others, in: subject.unit == nil ? .ticks : .microseconds,
      length: (window.value(scene.name) ?? Stretch(seconds: 4)).nanoseconds,
      gaps: scene.timeline.gaps)
  }

  private func weights(_ scene: Scene) -> WeightShare? {
    guard isOfWeights, let unit = subject.unit else { return nil }
    return WeightShare([unit] + against, scene)
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

  package func held(_ scene: Scene) -> Held {
    if let weights = weights(scene) {
      return weights.held { accepts($0, margin: 0, scene) }
    }
    let meter = meter(scene)
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
      let cut = window.used.compactMap {
        meter.competitors[$0.competitor].cut(from: window.end)
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
    // A unit can be started again.
    guard subject.unit == nil else { return .open }
    let sides = competitors(scene)
    let isOver = { (side: [Competitor]) in
      !side.isEmpty && side.allSatisfy { $0.endedAt != nil }
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

  /// The others, in sentences.
  private func rivals(_ scene: Scene) -> String {
    against.map { key in
      subject.unit == nil ? scene.called(key) : scene.name("\(key).unit") ?? key
    }.joined(separator: ", ")
  }

  package func expected(_ scene: Scene) -> String {
    guard let unit = subject.unit else {
      return "\(band(scene)) of the CPU time that it and \(rivals(scene)) use together"
    }
    let name = scene.name("\(unit).unit") ?? unit
    return isOfWeights
      ? "\(WeightShare.key) of \(name) \(band(scene)) of its own and \(rivals(scene))'s together"
      : "for \(name) \(band(scene)) of the CPU time that it and \(rivals(scene)) use together"
  }

  package func observed(_ scene: Scene) -> String {
    if let weights = weights(scene) { return weights.observed(Self.percent) }
    let sides = competitors(scene)
    if let trouble = subject.unit == nil ? endings(scene, sides) : absence(scene, sides) {
      return trouble
    }
    let all = sides.mine + sides.others
    let running = "shares are measured while all of them run"
    if let halted = all.first(where: { $0.stopped.contains(scene.now) }) {
      return "\(who(halted.name)) is stopped (state T): \(running)"
    }
    if let halted = all.first(where: { $0.endedAt == nil && $0.frozen.contains(scene.now) }) {
      return "\(halted.name) is frozen: \(running)"
    }
    let length = window.value(scene.name) ?? Stretch(seconds: 4)
    let meter = meter(scene)
    guard let window = told(meter, scene, at: scene.now) else {
      return "being measured: that takes \(length)"
    }
    let measure = meter.measure
    let measured =
      "\(Self.percent(window.share)) in the last \(Stretch(seconds: window.seconds)) "
      + "(\(measure.number(window.mine)) of \(measure.text(window.all)))"
    switch window.trouble {
    case .stopped(let name):
      return "\(who(name)) was stopped (state T) within the last \(length): \(running)"
    case .frozen(let name): return "\(name) was frozen within the last \(length): \(running)"
    case .changed: return "being measured: one of them began or ended within the last \(length)"
    case .gap: return "being measured again: the lab didn't look for a while"
    case .little:
      return "hardly any CPU time was used: \(measure.text(window.all)) in the last \(length)"
    case nil:
      guard accepts(window.share, margin: 0, scene), isGood(window, scene) == false,
        window.halves.count == 2
      else { return measured }
      return "changing: \(Self.percent(window.halves[0])), then \(Self.percent(window.halves[1])), "
        + "within the last \(length)"
    }
  }

  private func who(_ name: String) -> String {
    subject.unit == nil ? name : "a process of \(name)"
  }

  /// Of processes: that one side isn't there any more.
  private func endings(
    _ scene: Scene, _ sides: (mine: [Competitor], others: [Competitor])
  ) -> String? {
    guard !sides.mine.isEmpty else { return scene.noProcess }
    if sides.mine.allSatisfy({ $0.endedAt != nil }),
      let gone = scene.subjects.first(where: { $0.endedAt != nil })
    {
      return gone.endingText(scene)
    }
    if !sides.others.isEmpty, sides.others.allSatisfy({ $0.endedAt != nil }) {
      return "\(rivals(scene)) has ended: there is nothing to share with"
    }
    return nil
  }

  /// Of control groups: that one isn't there, or that nobody is in it.
  private func absence(
    _ scene: Scene, _ sides: (mine: [Competitor], others: [Competitor])
  ) -> String? {
    let units = ([subject.unit].compactMap { $0 } + against).map { scene.name("\($0).unit") ?? $0 }
    let all = sides.mine + sides.others
    for unit in units {
      let lives = all.filter { $0.name == unit }
      if lives.isEmpty { return "\(unit) has no control group yet" }
      if lives.allSatisfy({ $0.endedAt != nil }) { return "no process of \(unit) runs any more" }
    }
    return nil
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
    if let weights = weights(scene) { return weights.evidence(at: moment) }
    let meter = meter(scene)
    guard let window = told(meter, scene, at: moment) else { return [] }
    return window.used.prefix(6).map { part in
      let competitor = meter.competitors[part.competitor]
      let seconds = (window.seconds * 10).rounded() / 10
      return Evidence(
        source: competitor.source, field: competitor.field,
        value: "\(Int(part.from)) → \(Int(part.to)): \(meter.measure.text(part.to - part.from)) in "
          + "\(NumberRange.text(seconds)) s",
        at: window.end)
    }
  }
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
