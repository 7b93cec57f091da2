import Record

/// How sentences call a role: by what fills it, or by how it is found. An author's name for it says
/// nothing to a learner.
extension Scene {
  /// Such as "the process in run.pid", "your trainer" or "lab-train 4242".
  func called(_ role: String) -> String {
    guard let source = sources[role] else { return fallback(role) }
    switch source {
    case .shell: return "your shell"
    case .supervisor: return "the lab's supervisor"
    case .reaper: return "the reaper"
    case .started: return started(role)
    case .registered(let kind, let run), .learner(let kind, let run):
      return "your \(kind ?? "process")\(run.map { " (--run \($0))" } ?? "")"
    case .learnerCommand(let comm): return "your \(comm)"
    case .children(let parent, let kind):
      return "\(kind.map { "a \($0)" } ?? "a child") of \(called(parent))"
    case .group(let leader): return "the process group of \(called(leader))"
    case .tree(let root): return "\(called(root)) with all below it"
    case .pidFile(let path): return "the process in \(path)"
    case .readerOf(let role, let descriptor):
      return "the reader of descriptor \(descriptor) of \(called(role))"
    case .unit(let name): return "the main process of \(name)"
    case .unitGroup(let name): return "a process of \(name)"
    }
  }

  /// What to say where nobody fills it.
  func absent(_ role: String) -> String {
    switch sources[role] {
    case .pidFile(let path): "\(path) doesn't hold the PID of a process"
    case .unit(let name): "\(name) has no main process"
    case .unitGroup(let name): "no process is in \(name)"
    case .learnerCommand(let comm): "no \(comm) runs below your shell yet"
    case .registered(let kind, let run?):
      "\(called(role)) isn't there yet" + stranger(kind, run, belowShell: false)
    case .learner(let kind, let run?):
      "\(called(role)) isn't there yet" + stranger(kind, run, belowShell: true)
    default: "\(called(role)) isn't there yet"
    }
  }

  /// The newest workload of that kind that the learner started in another way than was asked.
  private func stranger(_ kind: String?, _ run: String, belowShell: Bool) -> String {
    let strangers = timeline.tracks.values.filter { track in
      guard let it = track.registration, it.who == .workload, !it.byLab else { return false }
      return track.since >= start && (kind == nil || it.kind == kind)
    }
    guard let newest = strangers.max(by: { $0.since < $1.since }), let it = newest.registration
    else { return "" }
    if it.run == run {
      return belowShell && !it.belowShell
        ? "; \(newest.pid) runs outside of your shell's session" : ""
    }
    let other = it.run ?? ""
    return "; \(newest.pid) has \(other.isEmpty ? "no --run" : "--run \(other)")"
  }

  /// What the lab started: its program and its PID.
  private func started(_ role: String) -> String {
    let tracks = processes(of: role)
    let programs = Set(tracks.compactMap { $0.latest?.comm })
    guard let program = programs.first, programs.count == 1, tracks.count <= 4 else {
      return fallback(role)
    }
    return "\(program) \(tracks.map { "\($0.pid)" }.joined(separator: ", "))"
  }

  private func fallback(_ role: String) -> String {
    switch role {
    case "shell": "your shell"
    case "supervisor": "the lab's supervisor"
    case "reaper": "the reaper"
    default: "'\(role)'"
    }
  }
}
