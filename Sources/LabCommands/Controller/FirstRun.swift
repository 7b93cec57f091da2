import Glibc
import Observation
import ProcFS
import Record

/// The first minute: a success before anything is explained.
///
/// It watches the children of the learner's shell and says what the kernel says: born, and gone.
struct FirstRun {
  private enum Stage {
    case waitingForBirth
    case waitingForEnd(ProcessIdentity, born: UInt64)
    case done
  }

  private let shell: Int32
  private let observer: Observer
  private let known: Set<Int32>
  private var stage = Stage.waitingForBirth

  init(shell: Int32, observer: Observer = Observer()) {
    self.shell = shell
    self.observer = observer
    known = Set(observer.children(of: shell))
  }

  var isDone: Bool {
    if case .done = stage { return true }
    return false
  }

  static func welcome(name: String, look: Look) -> [String] {
    let hello = name.isEmpty ? "Hello." : "Hello \(name)."
    func paragraph(_ text: String) -> [String] { look.wrap("  \(text)", indent: 2) + [""] }
    return [""]
      + paragraph("\(hello) This is your ordinary bash, with someone reading along.")
      + paragraph(
        "Everything you type runs for real, on this machine. The lab reads what the kernel says "
          + "about it and tells you what changed. It ends only processes that it started itself.")
      + paragraph("Try it. Start something in the background:")
      + [
        look.columns(
          "      \(look.dim("try"))   \(look.bold("sleep 600 &"))",
          right: "(Tab on an empty line types it)"), "",
      ]
  }

  /// What there is to say now; asked ten times a second.
  mutating func notices(now: UInt64, look: Look) -> [String] {
    switch stage {
    case .done: return []
    case .waitingForBirth:
      for pid in observer.children(of: shell) where !known.contains(pid) {
        // Between fork and exec it is still a bash, and a command that ends at once is no news.
        guard let facts = try? observer.facts(of: pid, groups: [.stat]),
          facts.comm == "sleep", let identity = observer.identity(of: pid)
        else { continue }
        stage = .waitingForEnd(identity, born: now)
        return look.wrap(
          "  \(look.pass) Process \(pid) is born. Its parent is \(shell): your shell.", indent: 4)
          + [look.columns("    /proc/\(pid)/stat, field 4", right: "now   kill \(pid)")]
      }
      return []
    case .waitingForEnd(let process, let born):
      guard !observer.isAlive(process) || observer.state(of: process) == .zombie else { return [] }
      stage = .done
      let seconds = max(1, Int((now - born) / 1_000_000_000))
      let length = seconds == 1 ? "1 second" : "\(seconds) seconds"
      return look.wrap("  \(look.pass) \(process.pid) is gone. It lived for \(length).", indent: 4)
        + look.wrap(
          "    That is all there is to it: you act, the kernel tells, you see why.", indent: 4)
        + [""]
        + look.wrap(
          "    next   go on                 task   show again where you are", indent: 4)
        + look.wrap(
          "    help   the other words       exit   leave; nothing is lost", indent: 4)
    }
  }

  /// What Tab on an empty line types.
  var tryLine: String? {
    switch stage {
    case .waitingForBirth: "sleep 600 &"
    case .waitingForEnd(let process, _): "kill \(process.pid)"
    case .done: nil
    }
  }
}
