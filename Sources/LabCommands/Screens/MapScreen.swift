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
    let all = course.modules.flatMap(\.exercises)
    let passed = all.count { states[$0]?.state == "passed" }
    let points = states.values.reduce(0) { $0 + $1.score }
    var lines = [
      "", "  \(passed) of \(all.count) passed, \(TaskScreen.points(points))", "",
    ]
    let wide = course.modules.map(\.exercises.count).max() ?? 0
    let names = course.modules.map(\.id.count).max() ?? 0
    for (index, module) in course.modules.enumerated() {
      let marks = module.exercises.map { look.progressMark(states[$0]?.state ?? "") }.joined()
      var row =
        "  \("\(index + 1)".padded(to: 3, right: true)) \(module.id.padded(to: names + 3))"
        + marks.padded(to: wide + 2) + "\(module.minutes) min".padded(to: 7, right: true)
      if let place = describe(here, in: module) {
        row += "   \(look.pointer) you: \(place)"
      } else if let note = PlaceNote.common(module.lessons.map { lab.placement(of: $0) }) {
        row += "   \(note)"
      }
      lines += look.wrap(row, indent: 6)
    }
    let example = course.modules.dropFirst().first?.id ?? course.modules.first?.id ?? ""
    lines += [""]
    lines += look.wrap(
      "  \(look.progressMark("passed")) passed  \(look.progressMark("open")) begun  "
        + "\(look.progressMark("")) not yet      map \(example)   one module, by name", indent: 2)
    return lines + [""]
  }

  private static func module(_ module: Module, lab: Lab, look: Look) throws -> [String] {
    let states = try lab.progressByExercise()
    let here = try lab.walk().current()
    var lines = ["", look.bold("  \(module.title)")]
    lines += look.wrap("  \(module.summary)", indent: 2)
    let exercises = try module.exercises.map { try lab.exercise($0) }
    // Where all is elsewhere, it is said once.
    let common = PlaceNote.common(
      module.lessons.map { lab.placement(of: $0) } + exercises.map { lab.placement(of: $0) })
    if let common { lines += ["", "  \(look.sentence(common))"] }
    lines.append("")
    let wide = (module.exercises.map(\.count).max() ?? 0) + 2
    for item in module.path {
      switch item {
      case .lesson(let name):
        let lesson = try lab.lesson(module: module.id, name: name)
        var row = "      \("lesson".padded(to: look.isNarrow ? 7 : wide))\(lesson.title)"
        if let note = PlaceNote.note(lab.placement(of: lesson)), note != common {
          row += "  (\(note))"
        }
        if case .page(module.id, name, let page)? = here {
          row += "   \(look.pointer) you: page \(page) of \(lesson.pages.count)"
        }
        lines += look.wrap(row, indent: 8)
      case .exercise(let slug):
        let id = "\(module.id)/\(slug)"
        guard let exercise = exercises.first(where: { $0.id == id }) else { continue }
        let mark = look.progressMark(states[id]?.state ?? "")
        let you = here == .exercise(module: module.id, id: id) ? "\(look.pointer) you   " : ""
        let note = PlaceNote.note(lab.placement(of: exercise)).flatMap { $0 == common ? nil : $0 }
        let right = "\(you)\(note.map { "\($0)   " } ?? "")\(exercise.level)"
        lines +=
          look.isNarrow
          ? look.wrap(
            "  \(mark) \(id)  \(exercise.title)\(note.map { " (\($0))" } ?? "")", indent: 4)
          : [look.columns("    \(mark) \(id.padded(to: wide))\(exercise.title)", right: right)]
      }
    }
    let example = module.exercises.first ?? "\(module.id)/…"
    return lines + [""] + look.aside("start \(example)   goes to one of them") + [""]
  }

  private static func describe(_ place: Walk.Place?, in module: Module) -> String? {
    switch place {
    case .page(module.id, let name, let page):
      let number = module.lessons.firstIndex { $0.id == name }.map { "\($0 + 1)" } ?? name
      return "lesson \(number), page \(page)"
    case .exercise(module.id, let id): return id
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
      return [""] + look.wrap("  cards to keep: " + names.joined(separator: " · "), indent: 17) + [
        ""
      ]
    }
    guard names.contains(name) else {
      throw AttemptError(
        "there is no card '\(name)'; there are: \(names.joined(separator: ", "))", kind: .usage)
    }
    let text = withoutFrontMatter(try library.card(name))
    var lines = [""]
    if let title = look.title(text) { lines += [look.bold("  \(title)"), ""] }
    return lines + look.markdown(text).map { $0.isEmpty ? "" : "  " + $0 } + [""]
  }

  /// The text after the block between two lines of dashes that a file may begin with.
  static func withoutFrontMatter(_ text: String) -> String {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.first == "---", let end = lines.dropFirst().firstIndex(of: "---") else {
      return text
    }
    return lines[(end + 1)...].joined(separator: "\n")
  }
}
