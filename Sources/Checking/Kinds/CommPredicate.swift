package import Record

/// The name that the kernel holds for the process; see proc_pid_comm(5).
package struct CommPredicate: ProcessPredicateKind {
  package static let key = "comm"
  package static let summary = "/proc/PID/comm is that name (at most 15 bytes)."
  package static let usage = ["comm: tee"]
  package static let schema: JSON? = String.schema

  package var name: Slot<String>

  package init?(_ argument: ContentNode, log: ContentLog) {
    guard let name = Slot<String>(argument, log: log) else { return nil }
    if let fixed = name.fixed, fixed.utf8.count > 15 {
      log.report("comm holds at most 15 bytes: '\(fixed)' can never match", at: argument.place)
    }
    self.name = name
  }

  package var watch: Set<FactGroup> { [.stat, .image] }

  package func held(of track: ProcessTrack, _ scene: Scene) -> Held {
    let wanted = name.value(scene.name)
    return track.held { facts in facts.comm.map { $0 == wanted } }
  }

  package func expected(_ scene: Scene) -> String { "program \(name.value(scene.name) ?? "?")" }

  package func observed(of track: ProcessTrack, _ scene: Scene) -> String {
    "program \(track.latest?.comm ?? "?")"
  }

  package func evidence(of track: ProcessTrack, _ scene: Scene, at moment: UInt64) -> [Evidence] {
    track.evidence(.comm, at: moment)
  }

  package static let examples = [
    PredicateExample("its name", "comm: lab-train", holds: true),
    PredicateExample("another", "comm: bash", holds: false),
    PredicateExample("exec changes it", "comm: lab-burn", holds: true) {
      $0.see(42, at: 5) { $0.comm = "lab-burn" }
    },
  ]
}
