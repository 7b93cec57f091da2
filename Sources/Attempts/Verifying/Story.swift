import ProcFS
import Record

/// Records in words, for the time line that authors read.
enum Story {
  /// One record; nil for what tells nothing by itself.
  ///
  /// - Parameter name: What a process is called: its role and its PID.
  static func line(_ event: Event, name: (ProcessIdentity) -> String) -> String? {
    switch event {
    case .bound(let role, let process, let facts):
      "bound    \(role) \(process.pid), \(facts.comm ?? "?")"
    case .registered(let registration):
      "register \(registration.kind ?? registration.who.rawValue) \(registration.process.pid)"
        + (registration.run.map { ", run \($0)" } ?? "")
    case .received(let receipt):
      "signal   \(signalName(receipt.signal)) to \(name(receipt.process)) from \(receipt.senderPID)"
        + (receipt.byLab ? " (lab)" : receipt.fromKernel ? " (kernel)" : comm(of: receipt))
    case .ended(let process, let ending): "ended    \(name(process)), \(words(ending))"
    case .observed(let process, let facts): state(name(process), facts)
    case .reported(let process, let event, let detail):
      // An epoch a second would hide the rest.
      event == "epoch"
        ? nil
        : "report   \(name(process)): \(event) "
          + detail.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
          .joined(separator: " ")
    case .answered(let answer): "answer   \(answer.name) = \(answer.text)"
    case .acted(.signalled(let process, let signal)):
      "lab      sent \(signalName(signal)) to \(name(process))"
    case .looked(let subject, let values): looked(subject, values)
    case .acted(.ran(let arguments, let status)):
      "lab      ran \(arguments.joined(separator: " ")): status \(status)"
    case .acted(.connected(let port, let times, let opened)):
      "lab      connected \(times) times to port \(port), \(opened) were taken"
    case .acted(.hungUp(let shell)): "lab      hung up the terminal of \(name(shell))"
    case .acted(.typed(let text)): "lab      typed \(text)"
    case .trialBegan(let name): "trial    \(name) begins"
    case .trialEnded(let name): "trial    \(name) is over"
    case .gap(let from, let to): "gap      no samples for \((to - from) / 1_000_000) ms"
    case .ready: "ready"
    case .closed(let reason): "closed   \(reason)"
    case .begun, .acted, .resumed, .flickered: nil
    }
  }

  /// What changed of a unit or a control group; nil where nothing does but what changes by itself.
  private static func looked(_ subject: Subject, _ values: [String: String]) -> String? {
    let told = values.filter { name, value in
      name != UnitValue.files && !(CgroupKey(name)?.isRestless ?? false)
        && !(name == GroupValue.exists && value == "yes" && values.count > 1)
    }
    guard !told.isEmpty else { return nil }
    let parts = told.sorted { $0.key < $1.key }.map { name, value in
      let name = name.hasPrefix("lab:") ? String(name.dropFirst(4)) : name
      return "\(name)=\(value.prefix(80))"
    }
    let kind = if case .unit = subject { "unit    " } else { "cgroup  " }
    return "\(kind) \(subject.name): " + parts.joined(separator: ", ")
  }

  private static func comm(of receipt: SignalReceipt) -> String {
    receipt.senderComm.map { " (\($0))" } ?? ""
  }

  private static func state(_ name: String, _ facts: ProcessFacts) -> String? {
    var parts: [String] = []
    // Running and sleeping alternate all the time.
    if let state = facts.state, state != "R", state != "S" { parts.append("state \(state)") }
    if let parent = facts.parent { parts.append("parent \(parent)") }
    if let foreground = facts.foregroundGroup { parts.append("tpgid \(foreground)") }
    if let comm = facts.comm { parts.append("comm \(comm)") }
    return parts.isEmpty ? nil : "sample   \(name): " + parts.joined(separator: ", ")
  }

  /// How a process ended.
  static func words(_ ending: Ending) -> String {
    switch ending.cause {
    case .exited(let code): "ended itself with status \(code)"
    case .signalled(let signal, _): "ended by signal \(signal) (\(signalName(signal)))"
    case .unknown: "gone, cause unknown"
    }
  }

  /// Without SIG.
  static func signalName(_ number: Int32) -> String {
    ProcFS.Signal(number: number).name
  }
}
