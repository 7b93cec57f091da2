import ArgumentParser
import Attempts
import Course
import Machines
import Text

struct ExercisesCommand: LabSubcommand {
  static let configuration = CommandConfiguration(
    commandName: "exercises", abstract: "What there is, and how far you are.")
  @OptionGroup var common: CommonOptions
  @Option(help: "text or json.") var format: PlainFormat = .text

  /// An exercise in `--format json`.
  struct Entry: Codable {
    var id: String
    var title: String
    var module: String
    var level: String
    var points: Double
    var minutes: Int
    /// `not begun`, or how the best attempt stands.
    var state: String
    var score: Double
    /// Whether it can be done at all on this machine, itself or a practice machine on it.
    var runsHere: Bool
    /// `host`, `namespaced` or `virtual`; nil where it runs nowhere.
    var runsIn: String?
    /// Why it can't run here, or what is wrong with its files.
    var why: String?

    fileprivate var isAway: Bool { runsIn != nil && runsIn != MachineKind.host.rawValue }
  }

  func execute() throws -> Int32 {
    let lab = try common.lab()
    let states = try lab.progressByExercise()
    let entries = try lab.library().exerciseIDs().map { entry($0, states[$0], lab) }
    switch format {
    case .json: try emit(encodeJSON(entries))
    case .text: try emit(Self.lines(entries, look: .standard))
    }
    return 0
  }

  /// An exercise with broken files is listed too, with what is wrong.
  private func entry(_ id: String, _ standing: ExerciseStanding?, _ lab: Lab) -> Entry {
    var entry = Entry(
      id: id, title: "", module: id.split(separator: "/").first.map(String.init) ?? "",
      level: "", points: 0, minutes: 0, state: standing?.state ?? "not begun",
      score: standing?.score ?? 0, runsHere: true, runsIn: nil, why: nil)
    do {
      let exercise = try lab.exercise(id)
      entry.title = exercise.title
      entry.level = "\(exercise.level)"
      entry.points = exercise.points
      entry.minutes = Int((exercise.time / 60).rounded(.up))
      entry.why = lab.obstacle(to: exercise)
      entry.runsIn = lab.placement(of: exercise).kind?.rawValue
    } catch {
      entry.why = Complaint.line(error)
    }
    entry.runsHere = entry.why == nil
    return entry
  }

  static func lines(_ entries: [Entry], look: Look) -> [String] {
    var lines: [String] = []
    var rest = entries[...]
    let wide = look.terminal.width >= 78
    let width = entries.map(\.id.count).max() ?? 0
    while let module = rest.first?.module {
      let entries = rest.prefix { $0.module == module }
      // Where all run in a practice machine, it is said once.
      let isAway = entries.allSatisfy(\.isAway)
      let note = "in a practice machine"
      lines += ["", "  " + look.bold(module) + (isAway ? "   \(look.dim(note))" : "")]
      for entry in entries {
        let mark = look.progressMark(entry.state)
        let line = "  \(mark) \(entry.id.padded(to: width))"
        let right =
          "\(entry.level.padded(to: 9)) \("\(entry.minutes) min".padded(to: 6, right: true))"
        lines.append(
          wide ? look.columns("\(line)  \(entry.title)", right: right) : "  \(mark) \(entry.id)")
        if let why = entry.why { lines += look.wrap("      can't run here: \(why)", indent: 6) }
        if entry.isAway, !isAway { lines.append("      \(look.dim(note))") }
      }
      rest = rest.drop { $0.module == module }
    }
    let passed = entries.count { $0.state == "passed" }
    return lines + [
      "",
      "  \(look.progressMark("passed")) passed  \(look.progressMark("open")) begun  "
        + "\(look.progressMark("")) not yet    \(passed) of \(entries.count) passed",
      "",
    ]
  }
}
