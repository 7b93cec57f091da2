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
    return [""]
      + look.wrap("  \(record.name) is up, after \(took). \(about(record.kind))", indent: 2)
      + [""] + ways(shell(record.name), stop(record.name)) + [""]
  }

  /// What to do with a machine that runs.
  private static func ways(_ shell: String, _ stop: String) -> [String] {
    let width = max(shell.count, stop.count) + 2
    return [
      "    \(shell.padded(to: width))go in; exit comes back",
      "    \(stop.padded(to: width))end it; everything in it is gone then",
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
    let names = (report.machines.map(\.name.count).max() ?? 0) + 2
    for machine in report.machines {
      let since = minutes(machine.seconds)
      let open =
        machine.exercises.isEmpty ? "" : ", open: \(machine.exercises.joined(separator: ", "))"
      lines += look.wrap(
        "  \(look.pass) \(machine.name.padded(to: names))\(machine.kind), up for \(since)\(open)",
        indent: 4)
    }
    if let name = report.machines.first?.name {
      let isOnly = report.machines.count == 1
      // Where one runs it need not be named.
      lines +=
        [""]
        + ways(
          "lab machine shell" + (isOnly ? "" : " --name \(name)"),
          "lab machine stop" + (isOnly ? "" : " --name \(name)"))
    } else {
      lines += look.wrap(
        "  No practice machine runs. Where an exercise needs one, 'lab start' starts it by itself.",
        indent: 2)
    }
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
    switch seconds {
    case ..<90: "\(Int(seconds)) s"
    case ..<5400: "\(Int(seconds / 60)) min"
    default: "\(Int(seconds / 3600)) h"
    }
  }
}
