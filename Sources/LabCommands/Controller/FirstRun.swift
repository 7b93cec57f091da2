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
    return [
      "",
      "  \(hello) This is your ordinary bash, with someone reading along.",
      "",
      "  Everything you type runs for real, on this machine. The lab reads what the",
      "  kernel says about it and tells you what changed. It ends only processes",
      "  that it started itself.",
      "",
      "  Try it. Start something in the background:",
      "",
      "      \(look.bold("try"))   sleep 600 &                      (Tab on an empty line types it)",
      "",
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
        return [
          "",
          "  \(look.pass) Process \(pid) is born. Its parent is \(shell): your shell.",
          look.columns("    /proc/\(pid)/stat, field 4", right: "now   kill \(pid)"), "",
        ]
      }
      return []
    case .waitingForEnd(let process, let born):
      guard !observer.isAlive(process) || observer.state(of: process) == .zombie else { return [] }
      stage = .done
      let seconds = max(1, Int((now - born) / 1_000_000_000))
      return [
        "",
        "  \(look.pass) \(process.pid) is gone. It lived for \(seconds) "
          + (seconds == 1 ? "second." : "seconds."),
        "    That is all there is to it: you act, the kernel tells, you see why.",
        "",
        "    next   go on                 task   show again where you are",
        "    help   the other words       exit   leave; nothing is lost",
        "",
      ]
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
