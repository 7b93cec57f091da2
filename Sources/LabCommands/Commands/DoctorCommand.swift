import ArgumentParser
import Attempts
import Course
import Machines
import Text

struct DoctorCommand: LabSubcommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor", abstract: "What this machine can host, and why not.",
    discussion: "Exit status: 0 all exercises run here, 1 some can't.")
  @OptionGroup var common: CommonOptions
  @Option(help: "text or json.") var format: PlainFormat = .text

  /// `--format json`.
  struct Report: Codable {
    struct Finding: Codable {
      var name: String
      var works: Bool
      var note: String
    }
    struct Exercise: Codable {
      var id: String
      /// Whether it runs at all: on this machine, or in a practice machine on it.
      var runsHere: Bool
      /// host, namespaced, virtual; nil where it runs nowhere.
      var machine: String?
      /// Why not on this machine itself, or why nowhere.
      var why: String?
      /// A command that has to be run once before.
      var first: String?
    }
    var machine: [Finding]
    var exercises: [Exercise]
  }

  func execute() throws -> Int32 {
    let library = try common.library()
    // What counts is the prompt, which brings a terminal along.
    let machine = Machine(hasTerminal: false)
    let placer = Placer(machine)
    var findings = machine.findings().map {
      Report.Finding(name: $0.name, works: $0.works, note: $0.note)
    }
    if !machine.isPractice {
      findings += Lab.machineKinds().map { kind in
        Report.Finding(
          name: "\(kind.kind.rawValue)", works: kind.obstacle == nil,
          note: kind.obstacle ?? kind.preparation.map { "a practice machine; first: \($0)" }
            ?? "a practice machine can be started: lab machine start --kind \(kind.kind.rawValue)")
      }
    }
    let report = Report(
      machine: findings,
      exercises: library.exerciseIDs().map { id in
        do {
          return Self.entry(id, placer.place(try library.exercise(id).requires))
        } catch {
          let why = Complaint.line(error)
          return .init(id: id, runsHere: false, machine: nil, why: why, first: nil)
        }
      })
    switch format {
    case .json: try emit(encodeJSON(report))
    case .text: try emit(Self.lines(report, look: .standard))
    }
    return report.exercises.allSatisfy { $0.runsHere } ? 0 : 1
  }

  private static func entry(_ id: String, _ placement: Placement) -> Report.Exercise {
    var entry = Report.Exercise(
      id: id, runsHere: placement.kind != nil, machine: placement.kind?.rawValue,
      why: placement.why, first: nil)
    if case .machine(_, _, let first) = placement { entry.first = first }
    return entry
  }

  static func lines(_ report: Report, look: Look) -> [String] {
    let width = (report.machine.map(\.name.count).max() ?? 0) + 2
    let blocked = report.exercises.filter { !$0.runsHere }
    var lines = [""]
    for finding in report.machine {
      // What keeps no exercise from running anywhere is nothing to worry about.
      let mark = finding.works ? look.pass : blocked.isEmpty ? look.open : look.fail
      lines += look.wrap(
        "  \(mark) \(finding.name.padded(to: width))\(finding.note)", indent: width + 4)
    }
    let all = report.exercises.count
    let here = report.exercises.count { $0.machine == MachineKind.host.rawValue }
    lines += [""]
    lines.append(
      here == all
        ? "  All \(all) exercises run here."
        : "  \(here) of \(all) exercises run on this machine itself.")
    for kind in MachineKind.allCases where kind != .host {
      let there = report.exercises.filter { $0.machine == kind.rawValue }
      guard let first = there.first else { continue }
      let before = first.first.map { "; first: \($0)" } ?? ""
      lines += look.wrap(
        "  \(there.count) in a practice machine (\(kind.rawValue)), which 'lab start' starts\(before):",
        indent: 4)
      lines += Self.byReason(there, look.open, look)
    }
    if !blocked.isEmpty { lines.append("  \(blocked.count) can't run here:") }
    lines += Self.byReason(blocked, look.dash, look)
    return lines + [""]
  }

  /// Each reason once, with all whom it keeps away; in the order of the course.
  private static func byReason(
    _ exercises: [Report.Exercise], _ mark: String, _ look: Look
  ) -> [String] {
    var reasons: [String] = []
    for why in exercises.map({ $0.why ?? "" }) where !reasons.contains(why) { reasons.append(why) }
    return reasons.flatMap { why in
      let kept = exercises.filter { $0.why ?? "" == why }.map(\.id)
      return look.wrap("    \(mark) \(kept.joined(separator: ", ")): \(why)", indent: 6)
    }
  }
}
