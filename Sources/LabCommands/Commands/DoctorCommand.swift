import ArgumentParser
import Attempts
import Course
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
      var runsHere: Bool
      var why: String?
    }
    var machine: [Finding]
    var exercises: [Exercise]
  }

  func execute() throws -> Int32 {
    let library = try common.library()
    // What counts is the prompt, which brings a terminal along.
    let machine = Machine(hasTerminal: false)
    let report = Report(
      machine: machine.findings().map { .init(name: $0.name, works: $0.works, note: $0.note) },
      exercises: library.exerciseIDs().map { id in
        let why: String?
        do {
          let exercise = try library.exercise(id)
          why = exercise.requires.lazy.compactMap { machine.obstacle(to: $0) }.first
        } catch {
          why = Complaint.line(error)
        }
        return .init(id: id, runsHere: why == nil, why: why)
      })
    switch format {
    case .json: try emit(encodeJSON(report))
    case .text: try emit(Self.lines(report, look: .standard))
    }
    return report.exercises.allSatisfy { $0.runsHere } ? 0 : 1
  }

  static func lines(_ report: Report, look: Look) -> [String] {
    let width = (report.machine.map(\.name.count).max() ?? 0) + 2
    var lines = [""]
    for finding in report.machine {
      let mark = finding.works ? look.pass : look.fail
      lines += look.wrap(
        "  \(mark) \(finding.name.padded(to: width))\(finding.note)", indent: width + 4)
    }
    let blocked = report.exercises.filter { !$0.runsHere }
    let all = report.exercises.count
    lines.append("")
    lines.append(
      blocked.isEmpty
        ? "  All \(all) exercises run here."
        : "  \(all - blocked.count) of \(all) exercises run here.")
    for exercise in blocked {
      lines += look.wrap("  \(look.dash) \(exercise.id): \(exercise.why ?? "")", indent: 4)
    }
    return lines + [""]
  }
}
