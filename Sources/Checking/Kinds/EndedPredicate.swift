package import Record

/// The process has ended, in a certain way; see wait(2).
package struct EndedPredicate: ProcessPredicateKind {
  package static let key = "ended"
  package static let summary =
    "The process has ended; with code: by exit(CODE), with killed-by: by that signal uncaught."
  package static let usage = ["ended", "ended: {code: 143}", "ended: {killed-by: KILL}"]
  package static let schema: JSON? = .keys([
    ("code", Int.schema), ("killed-by", Signal.schema),
  ])
  package static let mayStandAlone = true

  package var code: Slot<Int>?
  /// The signal, or nil with `anySignal`.
  package var killedBy: Slot<Signal>?
  package var anySignal = false

  package init?(_ argument: ContentNode, log: ContentLog) {
    let reader = KeyReader(argument, log: log, what: "'ended'")
    code = reader.slot("code")
    if let node = reader.value("killed-by") {
      if node.text == "any" { anySignal = true } else { killedBy = Slot(node, log: log) }
    }
    reader.finish()
    if code != nil, anySignal || killedBy != nil {
      log.report("a process ends by code or killed-by, not both", at: argument.place)
      return nil
    }
  }

  package var basis: Basis { .record }
  private var isSpecific: Bool { code != nil || anySignal || killedBy != nil }

  func matches(_ cause: Ending.Cause, _ scene: Scene) -> Bool? {
    guard isSpecific else { return true }
    switch cause {
    case .unknown: return nil
    case .exited(let status):
      guard let code else { return false }
      return code.value(scene.name).map { $0 == Int(status) } ?? false
    case .signalled(let signal, _):
      if anySignal { return true }
      guard let killedBy else { return false }
      return killedBy.value(scene.name)?.number == signal
    }
  }

  package func held(of track: ProcessTrack, _ scene: Scene) -> Held {
    guard let endedAt = track.endedAt, let ending = track.ending else {
      return Held(yes: .none, no: .from(track.since), onsets: [])
    }
    let before = Spans([Span(track.since, endedAt)])
    switch matches(ending.cause, scene) {
    case true: return Held(yes: .from(endedAt), no: before, onsets: [endedAt])
    case false: return Held(yes: .none, no: .from(track.since), onsets: [])
    default: return Held(yes: .none, no: before, doubt: .from(endedAt), onsets: [])
    }
  }

  package func reach(of track: ProcessTrack, _ scene: Scene) -> Reach {
    guard let ending = track.ending else { return .open }
    let holds = matches(ending.cause, scene) == true
    return Reach(canHold: holds, canFail: !holds, canOccur: false)
  }

  package func expected(_ scene: Scene) -> String {
    if let code { return "exit status \(code.value(scene.name).map { "\($0)" } ?? "?")" }
    if let killedBy {
      let signal = killedBy.value(scene.name)
      return "ended by signal \(signal.map { "\($0.number) (\($0.name))" } ?? "?")"
    }
    return anySignal ? "ended by a signal" : "ended"
  }

  package func observed(of track: ProcessTrack, _ scene: Scene) -> String {
    guard track.ending == nil else { return track.endingText(scene) }
    return "not ended, state \(track.latest?.state ?? "?")"
  }

  package func evidence(of track: ProcessTrack, _ scene: Scene, at moment: UInt64) -> [Evidence] {
    track.endedAt == nil ? track.evidence(.state, at: moment) : track.endingEvidence
  }

  package static let examples = [
    PredicateExample("any end", "ended", holds: true) { $0.end(42, status: 0, at: 5) },
    PredicateExample("still there", "ended: {}", holds: false),
    PredicateExample("exit status", "ended: {code: 143}", holds: true) {
      $0.end(42, status: 143 << 8, at: 5)
    },
    PredicateExample("a signal isn't exit status 128 + n", "ended: {code: 143}", holds: false) {
      $0.end(42, status: 15, at: 5)
    },
    PredicateExample("by a signal", "ended: {killed-by: KILL}", holds: true) {
      $0.end(42, status: 9, at: 5)
    },
    PredicateExample("by any signal", "ended: {killed-by: any}", holds: true) {
      $0.end(42, status: 11, at: 5)
    },
    PredicateExample("nobody saw how", "ended: {killed-by: KILL}", holds: false) {
      $0.vanish(42, at: 5)
    },
    PredicateExample("gone all the same", "ended", holds: true) { $0.vanish(42, at: 5) },
  ]
}
