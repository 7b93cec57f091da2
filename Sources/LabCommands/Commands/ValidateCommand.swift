public import ArgumentParser
import Attempts
import Course
import FoundationEssentials
import Glibc
import Progress
import Record
public import Reporting
import Supervision
import Text

extension ReportFormat: ExpressibleByArgument {}

struct ValidateCommand: LabSubcommand {
  static let configuration = CommandConfiguration(
    commandName: "validate", abstract: "Judge a learner's exercises, for grading.",
    discussion: """
      Live state is judged first, what was recorded second; the report says which. The best \
      attempt counts. Nothing is started, typed or hung up.
      """)
  @OptionGroup var common: CommonOptions
  @Argument(help: "Such as signals/term-first.") var exercises: [String] = []
  @Option(help: "All exercises of a module; may be given several times.") var module: [String] = []
  @Option(help: "All exercises of a profile of the course.") var profile: String?
  @Flag(help: "All exercises of the course.") var all = false
  @Option(help: "text, json, junit or tap.") var format: ReportFormat = .text
  @Option(help: "A file instead of standard output.") var output: String?

  func execute() throws -> Int32 {
    let lab = try common.lab()
    let chosen = try lab.select(
      exercises: exercises, modules: module, profile: profile, all: all)
    guard !chosen.isEmpty else {
      throw AttemptError(
        "which exercises? name some, or give --all, --module M or --profile P", kind: .usage)
    }
    let reports = try chosen.map { AttemptReport(try lab.judgement(of: $0)) }
    let document = ReportDocument(attempts: reports, time: ProgressStore.now()).settled()
    let text = document.rendered(as: format)
    if let output {
      do {
        try Data(text.utf8).write(to: URL(filePath: output))
      } catch {
        throw AttemptError("\(output): the report can't be written: \(brief(error))")
      }
    } else {
      print(text, terminator: text.hasSuffix("\n") ? "" : "\n")
    }
    return document.exitStatus
  }
}

struct ExercisesCommand: LabSubcommand {
  static let configuration = CommandConfiguration(
    commandName: "exercises", abstract: "What there is.")
  @OptionGroup var common: CommonOptions
  @Option(help: "text or json.") var format: PlainFormat = .text

  struct Entry: Codable {
    var id: String
    var title: String
    var module: String
    var level: String
    var points: Double
    var minutes: Int
    var state: String
    var score: Double
    var runsHere: Bool
    var why: String?
  }

  func execute() throws -> Int32 {
    let lab = try common.lab()
    let states = try lab.progressByExercise()
    let entries = try lab.library().exerciseIDs().map { id -> Entry in
      let exercise = try lab.exercise(id)
      let why = lab.obstacle(to: exercise)
      return Entry(
        id: id, title: exercise.title, module: exercise.module, level: "\(exercise.level)",
        points: exercise.points, minutes: Int((exercise.time / 60).rounded(.up)),
        state: states[id]?.state ?? "not begun", score: states[id]?.score ?? 0,
        runsHere: why == nil, why: why)
    }
    switch format {
    case .json: print(try encodeJSON(entries))
    case .text:
      let look = Look.standard
      var module = ""
      for entry in entries {
        if entry.module != module {
          module = entry.module
          print("\n  " + look.bold(module))
        }
        print(
          look.columns(
            "    \(entry.id)  \(entry.title)",
            right: "\(entry.level) · \(TaskScreen.plain(entry.points)) points · \(entry.minutes) min · \(entry.state)"
          ))
        if let why = entry.why { print("        can't run here: \(why)") }
      }
      print("")
    }
    return 0
  }
}

struct DoctorCommand: LabSubcommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor", abstract: "What this machine can host, and why not.")
  @OptionGroup var common: CommonOptions
  @Option(help: "text or json.") var format: PlainFormat = .text

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
    let lab = try common.lab()
    let report = Report(
      machine: lab.machine.findings().map { .init(name: $0.name, works: $0.works, note: $0.note) },
      exercises: try lab.library().exerciseIDs().map { id in
        let why = lab.obstacle(to: try lab.exercise(id))
        return .init(id: id, runsHere: why == nil, why: why)
      })
    switch format {
    case .json: print(try encodeJSON(report))
    case .text:
      let look = Look.standard
      print("")
      for finding in report.machine {
        let mark = finding.works ? look.pass : look.fail
        print("  \(mark) \(finding.name.padded(to: 18))\(finding.note)")
      }
      let blocked = report.exercises.filter { !$0.runsHere }
      print("")
      if blocked.isEmpty {
        print("  All \(report.exercises.count) exercises run here.")
      } else {
        print("  \(report.exercises.count - blocked.count) of \(report.exercises.count) run here.")
        for exercise in blocked {
          print("  \(look.dash) \(exercise.id): \(exercise.why ?? "")")
        }
      }
      print("")
    }
    return 0
  }
}

struct WorkloadCommand: LabSubcommand {
  static let configuration = CommandConfiguration(
    commandName: "workload", abstract: "Run a simulated workload by hand: lab workload trainer",
    helpNames: [])
  @Argument(parsing: .captureForPassthrough) var words: [String] = []

  func execute() throws -> Int32 {
    let program = try Lab.workloadFolder() + "/lab-workload"
    guard access(program, X_OK) == 0 else {
      throw AttemptError("\(program): not there; build it with: make build")
    }
    var arguments: [UnsafeMutablePointer<CChar>?] = (["lab-workload"] + words).map { strdup($0) }
    arguments.append(nil)
    execv(program, arguments)
    throw AttemptError("\(program): \(String(cString: strerror(errno)))")
  }
}

struct SuperviseCommand {
  /// `lab supervise --state DIR`: the lab starts it by itself.
  static func run(_ arguments: [String]) -> Int32 {
    guard arguments.count == 2, arguments[0] == "--state" else {
      complain("usage: lab supervise --state DIR (the lab starts it by itself)")
      return 64
    }
    return SupervisorMain.run(state: arguments[1], version: LabMain.version)
  }
}
