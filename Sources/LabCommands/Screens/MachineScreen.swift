import Machines
import Text

/// What there is to say about practice machines.
enum MachineScreen {
  /// How to go into it.
  static func shell(_ name: String) -> String {
    "lab machine shell" + (name == MachineStore.usualName ? "" : " --name \(name)")
  }

  /// How to end it.
  static func stop(_ name: String) -> String {
    "lab machine stop" + (name == MachineStore.usualName ? "" : " --name \(name)")
  }

  static func started(_ record: MachineRecord, seconds: Double, look: Look) -> [String] {
    let took = "\((seconds * 10).rounded() / 10) s"
    let width = shell(record.name).count + 2
    return [""]
      + look.wrap("  \(record.name) is up, after \(took). \(about(record.kind))", indent: 2)
      + [
        "", "    \(shell(record.name).padded(to: width))go in; exit comes back",
        "    \(stop(record.name).padded(to: width))end it; everything in it is gone then", "",
      ]
  }

  /// What kind of machine it is, honestly.
  static func about(_ kind: MachineKind) -> String {
    switch kind {
    case .host: "It is this machine itself."
    case .namespaced:
      "It is a systemd of its own in namespaces, on this kernel, over this machine's files; what is "
        + "written in it goes to memory. Whoever is root in it is root on this machine in disguise."
    case .virtual:
      "It is a virtual machine with a kernel of its own; what runs in it can't reach this one."
    }
  }

  static func status(_ report: MachineStatus.Report, look: Look) -> [String] {
    var lines = [""]
    for machine in report.machines {
      let since = minutes(machine.seconds)
      let open =
        machine.exercises.isEmpty ? "" : ", open: \(machine.exercises.joined(separator: ", "))"
      lines += look.wrap(
        "  \(look.pass) \(machine.name)  \(machine.kind), up for \(since)\(open)", indent: 4)
    }
    if report.machines.isEmpty { lines.append("  No practice machine runs.") }
    lines.append("")
    let width = (report.kinds.map(\.kind.count).max() ?? 0) + 2
    for kind in report.kinds {
      let mark = kind.works ? look.pass : look.fail
      let note = kind.note ?? "can be started here: lab machine start --kind \(kind.kind)"
      lines += look.wrap("  \(mark) \(kind.kind.padded(to: width))\(note)", indent: width + 4)
    }
    return lines + [""]
  }

  private static func minutes(_ seconds: Double) -> String {
    seconds < 90 ? "\(Int(seconds)) s" : "\(Int(seconds / 60)) min"
  }
}
