internal import Record

/// What pending, ignores, catches and blocks share: a bit of a mask in `/proc/PID/status`.
protocol MaskPredicate: ProcessPredicateKind {
  var signal: Slot<Signal> { get }
  init(signal: Slot<Signal>)
  static var field: FactField { get }
  /// "ignores SIGHUP".
  static var verb: String { get }
  static var negation: String { get }
  static func mask(_ facts: ProcessFacts) -> UInt64?
}

extension MaskPredicate {
  package static var schema: JSON? { Signal.schema }
  package static var mayStandAlone: Bool { false }
  package static var usage: [String] { ["\(key): TERM", "\(key): \"{{sig}}\""] }
  package var watch: Set<FactGroup> { [.stat, .status] }

  package init?(_ argument: ContentNode, log: ContentLog) {
    guard let signal = Slot<Signal>(argument, log: log) else { return nil }
    self.init(signal: signal)
  }

  package func held(of track: ProcessTrack, _ scene: Scene) -> Held {
    guard let bit = signal.value(scene.name)?.bit else { return .unknown }
    return track.held { facts in Self.mask(facts).map { $0 & bit != 0 } }
  }

  package func expected(_ scene: Scene) -> String {
    "\(Self.verb) \(signal.value(scene.name).map { "\($0)" } ?? "?")"
  }

  package func observed(of track: ProcessTrack, _ scene: Scene) -> String {
    guard let signal = signal.value(scene.name), let facts = track.latest,
      let mask = Self.mask(facts)
    else { return "its masks could not be read" }
    return "\(mask & signal.bit != 0 ? Self.verb : Self.negation) \(signal)"
  }

  package func evidence(of track: ProcessTrack, _ scene: Scene, at moment: UInt64) -> [Evidence] {
    track.evidence(Self.field, at: moment)
  }
}
