public import Record

/// The working directory; see proc_pid_cwd(5).
public struct CwdPredicate: ProcessPredicateKind {
  public static let key = "cwd"
  public static let summary =
    "/proc/PID/cwd is that folder, relative to the bench; \".\" is the bench itself."
  public static let usage = ["cwd: data", "cwd: ."]
  public static let schema: JSON? = String.schema

  public var folder: Slot<String>

  public init?(_ argument: ContentNode, log: ContentLog) {
    guard let folder = Slot<String>(argument, log: log) else { return nil }
    self.folder = folder
  }

  public var watch: Set<FactGroup> { [.stat, .image] }

  private func wanted(_ scene: Scene) -> String? {
    guard let folder = folder.value(scene.name), let bench = scene.timeline.header?.bench else {
      return nil
    }
    if folder.hasPrefix("/") { return folder }
    return folder == "." || folder.isEmpty ? bench : "\(bench)/\(folder)"
  }

  public func held(of track: ProcessTrack, _ scene: Scene) -> Held {
    let wanted = wanted(scene)
    return track.held { facts in facts.cwd.map { $0 == wanted } }
  }

  public func expected(_ scene: Scene) -> String { "working directory \(wanted(scene) ?? "?")" }

  public func observed(of track: ProcessTrack, _ scene: Scene) -> String {
    "working directory \(track.latest?.cwd ?? "?")"
  }

  public func evidence(of track: ProcessTrack, _ scene: Scene, at moment: UInt64) -> [Evidence] {
    track.evidence(.cwd, at: moment)
  }

  public static let examples = [
    PredicateExample("the bench", "cwd: .", holds: true),
    PredicateExample("a folder in it", "cwd: data", holds: true, starting: { $0.cwd = "/bench/data" }),
    PredicateExample("elsewhere", "cwd: data", holds: false),
  ]
}
