import Attempts
import Checking
import ProcFS
import Record

/// What `retry` shows: what was ended, and the fresh start.
enum RetryScreen {
  static func lines(_ fresh: FreshAttempt, look: Look) -> [String] {
    var lines = [""]
    let ended = endedText(fresh.ended)
    if !ended.isEmpty {
      lines += look.wrap("  Ended what the last attempt left\(ended).", indent: 2)
    }
    var started: [(name: String, pids: [String])] = []
    for process in fresh.attempt.revealedProcesses() {
      let comm = fresh.attempt.timeline.track(pid: process.pid)?.latest?.comm
      let name = process.kind == "trainer" ? process.kind : comm ?? process.role
      if let index = started.firstIndex(where: { $0.name == name }) {
        started[index].pids.append("\(process.pid)")
      } else {
        started.append((name, ["\(process.pid)"]))
      }
    }
    let text = started.map { "\($0.name) \($0.pids.joined(separator: ", "))" }
      .joined(separator: "; ")
    lines += look.wrap(
      "  Fresh\(text.isEmpty ? "" : " " + text). "
        + (fresh.newNumbers ? "New numbers." : "Same task, same numbers.") + " No points lost.",
      indent: 2)
    return lines + [""]
  }

  /// Such as ": lab-train 41; lab-loader 42, 43"; nothing where nobody was left.
  static func endedText(_ members: [RoleMember]) -> String {
    guard !members.isEmpty else { return "" }
    var groups: [(name: String, pids: [Int32])] = []
    for member in members.prefix(12) {
      if let index = groups.firstIndex(where: { $0.name == member.comm }) {
        groups[index].pids.append(member.process.pid)
      } else {
        groups.append((member.comm, [member.process.pid]))
      }
    }
    let names = groups.map { group in
      "\(group.name) " + group.pids.sorted().map { "\($0)" }.joined(separator: ", ")
    }
    let more = members.count > 12 ? " and \(members.count - 12) more" : ""
    return ": " + names.joined(separator: "; ") + more
  }
}
