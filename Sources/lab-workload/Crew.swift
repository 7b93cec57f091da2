import CLinux
import Glibc

/// Helpers of one role that a workload keeps alive: who is lost is replaced after a second.
struct Crew {
  private struct Slot {
    var pid: pid_t?
    /// When to start the next one here.
    var due: UInt64 = 0
  }

  private var slots: [Slot]
  private let role: Helper.Role
  /// argv[0] of the one with this index.
  private let name: (Int) -> String
  private let settings: (Int) -> [String]
  private let context: Context

  init(
    _ count: Int, of role: Helper.Role, _ context: Context, name: @escaping (Int) -> String,
    settings: @escaping (Int) -> [String] = { _ in [] }
  ) {
    self.role = role
    self.context = context
    self.name = name
    self.settings = settings
    slots = Array(repeating: Slot(), count: count)
  }

  var isEmpty: Bool { slots.isEmpty }

  /// Starts all of them, and returns when they are as they should be seen.
  mutating func start() {
    if slots.isEmpty { return }
    var ready = ReadyPipe()
    for index in slots.indices { slots[index].pid = spawn(index, input: ready.input) }
    ready.waitAndClose()
  }

  private func spawn(_ index: Int, input: Int32 = -1) -> pid_t? {
    let child = Helper.start(
      role, named: name(index), settings: settings(index), input: input, ignored: context.ignored)
    if child == nil { context.console.remark("\(role.rawValue) \(index): \(explain(errno))") }
    return child
  }

  /// Reaps those that ended; starts another in the place of one that has been gone for a second.
  mutating func tend() {
    for index in slots.indices {
      if let pid = slots[index].pid {
        var status: Int32 = 0
        let found = waitpid(pid, &status, WNOHANG)
        if found == 0 || (found < 0 && errno != ECHILD) { continue }
        slots[index] = Slot(pid: nil, due: lab_monotonic() + second)
        report(lost: index, pid: pid, status: found > 0 ? status : nil)
      } else if lab_monotonic() >= slots[index].due {
        slots[index].pid = spawn(index)
        slots[index].due = lab_monotonic() + second
        if let pid = slots[index].pid {
          context.events.emit(
            "\(role.rawValue)_started",
            [("index", .number(index)), (role.rawValue, .number(pid))])
          context.console.remark("\(role.rawValue) \(index) started again as \(pid)")
        }
      }
    }
  }

  private func report(lost index: Int, pid: pid_t, status: Int32?) {
    var how = "cause unknown"
    if let status, lab_wait_signalled(status) != 0 {
      how = "SIG" + SignalName.name(lab_wait_signal(status))
    } else if let status {
      how = "exit \(lab_wait_code(status))"
    }
    context.events.emit(
      "\(role.rawValue)_lost",
      [("index", .number(index)), (role.rawValue, .number(pid)), ("how", .text(how))])
    context.console.remark("\(role.rawValue) \(index) (\(pid)) is gone: \(how)")
  }

  /// TERM to all, and none is left.
  mutating func end() {
    context.end(slots.compactMap(\.pid))
    slots = []
  }
}
