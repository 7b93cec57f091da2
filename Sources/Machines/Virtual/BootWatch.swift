internal import FoundationEssentials
internal import Glibc

/// Waits for a machine that boots, and says how far it is.
struct BootWatch {
  let machine: VirtualMachine
  let tell: (String) -> Void

  /// What its console shows, in the order in which it comes, and what that is for people.
  static let stages = [
    (sign: "", words: "booting: the kernel"),
    (sign: "Journal Service", words: "booting: systemd"),
    (sign: "basic.target", words: "booting: services"),
    (sign: "User Login Management", words: "booting: the learner's user manager"),
    (sign: "lab.target", words: "booting: the lab's agent"),
  ]

  /// How many stages a console's text has reached; the last means that all is up.
  ///
  /// Only what systemd says of finished jobs counts, `[  OK  ] Started …`: names of units are in other
  /// lines, too.
  static func stage(of console: String) -> Int {
    let done = console.split(whereSeparator: \.isNewline).filter { $0.contains("  OK  ") }
    return stages.lastIndex { stage in
      stage.sign.isEmpty || done.contains { $0.contains(stage.sign) }
    } ?? 0
  }

  /// - Throws: `unreachable` where it does not come up, `failed` where QEMU ends.
  func wait(_ limit: Duration) throws(MachineError) {
    let console = "\(machine.folder)/\(QEMUArguments.console)"
    let began = ContinuousClock.now
    var last = ""
    while true {
      let text = (try? String(contentsOfFile: console, encoding: .utf8)) ?? ""
      let stage = Self.stage(of: text)
      if stage == Self.stages.count - 1 { break }
      let seconds = Int((ContinuousClock.now - began) / .seconds(1))
      let words = "\(Self.stages[stage].words), \(seconds) s of about 15"
      if words != last { tell(words) }
      last = words
      guard machine.isRunning else {
        throw MachineError(
          .failed, "QEMU ended while it booted: \(VirtualLaunch.lastWords(in: machine.folder))")
      }
      guard ContinuousClock.now - began < limit else {
        throw MachineError(
          .unreachable, "it did not come up in \(limit); its console: \(Self.lastLine(of: text))")
      }
      usleep(100_000)
    }
    let probe = SessionRequest(
      ["/bin/sh", "-c", "test -S \"$XDG_RUNTIME_DIR/systemd/private\""], login: false)
    guard try machine.run(probe, limit: .seconds(60)).status == 0 else {
      throw MachineError(.failed, "it came up without the learner's user manager")
    }
  }

  static func lastLine(of console: String) -> String {
    console.split(whereSeparator: \.isNewline).last.map { String($0).trimmed } ?? "empty"
  }
}
