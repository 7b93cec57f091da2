import Attempts
import Course
import FoundationEssentials
import Text

/// The course at a glance, or one module by name.
enum MapScreen {
  static func lines(_ lab: Lab, module name: String?, look: Look) throws -> [String] {
    let course = try lab.course()
    if let name {
      guard let module = course.modules.first(where: { $0.id == name }) else {
        let names = course.modules.map(\.id).joined(separator: ", ")
        throw AttemptError("there is no module '\(name)'; there are: \(names)", kind: .usage)
      }
      return try self.module(module, lab: lab, look: look)
    }
    let states = try lab.progressByExercise()
    let here = try lab.walk().current()
    var lines = [""]
    var passed = 0
    var total = 0
    for (index, module) in course.modules.enumerated() {
      let exercises = module.exercises
      let marks = exercises.map { id in
        let state = states[id]?.state ?? ""
        if state == "passed" { passed += 1 }
        total += 1
        return look.progressMark(state)
      }.joined()
      var row =
        "  \(String(index + 1).padded(to: 3, right: true)) \(module.id.padded(to: 12))"
        + marks + String(repeating: " ", count: max(1, 10 - exercises.count))
        + "\(module.minutes) min".padded(to: 8, right: true)
      if let place = describe(here, in: module.id) { row += "   \(look.pointer) you: \(place)" }
      lines.append(row)
    }
    lines += [
      "",
      "  \(look.progressMark("passed")) passed  \(look.progressMark("open")) begun  "
        + "\(look.progressMark("")) not yet    \(passed) of \(total) passed",
      look.dim("  map signals   one module, by name"), "",
    ]
    return lines
  }

  private static func module(_ module: Module, lab: Lab, look: Look) throws -> [String] {
    let states = try lab.progressByExercise()
    var lines = ["", look.bold("  \(module.title)")]
    lines += look.wrap("  \(module.summary)", indent: 2)
    lines.append("")
    for item in module.path {
      switch item {
      case .lesson(let name):
        let lesson = try lab.lesson(module: module.id, name: name)
        lines.append("      lesson    \(lesson.title)")
      case .exercise(let slug):
        let id = "\(module.id)/\(slug)"
        let exercise = try lab.exercise(id)
        let mark = look.progressMark(states[id]?.state ?? "")
        lines.append(
          look.columns(
            "    \(mark) \(id.padded(to: 26))\(exercise.title)",
            right: "\(exercise.level) · \(exercise.points) points"))
      }
    }
    return lines + ["", look.dim("  start \(module.id)/…   goes to one of them"), ""]
  }

  private static func describe(_ place: Walk.Place?, in module: String) -> String? {
    switch place {
    case .page(let here, let lesson, let page) where here == module:
      return "\(lesson), page \(page)"
    case .exercise(let here, let id) where here == module: return id
    default: return nil
    }
  }
}

/// A reference card, or the list of them.
enum CardScreen {
  static func lines(_ lab: Lab, name: String?, look: Look) throws -> [String] {
    let library = try lab.library()
    let names = library.cards
    guard let name else {
      return ["", "  cards to keep: " + names.joined(separator: " · "), ""]
    }
    guard names.contains(name) else {
      throw AttemptError(
        "there is no card '\(name)'; there are: \(names.joined(separator: ", "))", kind: .usage)
    }
    return [""] + look.markdown(try library.card(name)).map { "  " + $0 } + [""]
  }
}
