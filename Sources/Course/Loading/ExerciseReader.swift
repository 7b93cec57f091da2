internal import Checking
internal import Record

/// Reads one exercise's folder.
struct ExerciseReader {
  let root: CourseFiles
  let id: String
  let log: ContentLog
  /// Relative to the root.
  let folder: String
  /// The ids of all checks, also of those that can't be read.
  private var declared: [String] = []

  /// - Parameter folder: Where the exercise lies, if not at its place in a course.
  init(root: CourseFiles, id: String, log: ContentLog, folder: String? = nil) {
    self.root = root
    self.id = id
    self.log = log
    self.folder = folder ?? "Exercises/\(id)"
  }

  /// Reads everything; problems go to the log. nil when exercise.yaml can't be read at all.
  mutating func read() -> Exercise? {
    let file = "\(folder)/exercise.yaml"
    guard let text = root.text(file, log: log),
      let node = ContentParser.parse(text, file: file, log: log)
    else { return nil }
    let exercise = read(node, file: file)
    check(exercise)
    return exercise
  }

  private mutating func read(_ node: ContentNode, file: String) -> Exercise {
    let reader = KeyReader(node, log: log, what: "an exercise")
    let format = reader.required("format")
    if let format, format.text != "1" {
      log.report(
        "format '\(format.text ?? "?")' is not known; this lab reads format 1", at: format.place)
    }
    let parts = id.split(separator: "/").map(String.init)
    let title = reader.text("title") ?? ""
    let level =
      reader.required("level").flatMap {
        ContentReading.word($0, as: Exercise.Level.self, log: log)
      } ?? .intro
    let points = reader.required("points").flatMap { Slot<Double>($0, log: log)?.fixed } ?? 0
    let time = reader.required("time").flatMap { Slot<Stretch>($0, log: log)?.fixed }
    let terminal = reader.word("terminal", as: Exercise.Terminal.self) ?? .main
    let requires = Requirement.list(reader.value("requires"), log: log)
    let restsOn = (reader.value("rests-on")?.list ?? []).compactMap {
      ContentReading.word($0, as: Exercise.Rest.self, log: log)
    }
    if restsOn.isEmpty {
      log.report("key 'rests-on' is missing: a list of live, record, file, answer", at: node.place)
    }
    let parameters = map(reader, "parameters") { ParameterSpec($0, $1, log: log) }
    let processes = reader.value("processes").map { RoleReader.roles($0, log: log) } ?? []
    let units = reader.value("units").map { UnitReader.units($0, log: log) } ?? []
    let runs = ["run"] + parameters.filter { $0.kind == .runName }.map(\.name)
    for unit in units { UnitReader.checkOwn(unit, runs: runs, log: log) }
    let answers = map(reader, "answers") { AnswerSpec($0, $1, log: log) }
    let setup = reader.value("setup").map { SetupAction.list($0, log: log) } ?? []
    let trials = map(reader, "trials") { Trial($0, $1, log: log) }
    let checks = reader.required("checks").map { CheckReader.checks($0, log: log) } ?? []
    let nearMisses = map(reader, "near-misses") { name, node in
      let inner = KeyReader(node, log: log, what: "a near miss")
      var expected: [String: String] = [:]
      for check in inner.keys {
        log.refer(to: .check, check, at: inner.place(of: check))
        guard let reason = inner.value(check) else { continue }
        if let text = reason.text, !reason.isNull {
          expected[check] = text
        } else {
          log.report("the reason's name is expected: {check: reason}", at: reason.place)
        }
      }
      return NearMiss(name: name, expected: expected, place: node.place)
    }
    let forge = reader.plain("root-can-forge", as: Bool.self) ?? true
    reader.finish()
    // A check that is wrong somewhere is still what others name.
    declared = (node.map?.first { $0.key.text == "checks" }?.value.list ?? []).compactMap { item in
      item.map?.first { $0.key.text == "id" }?.value.text
    }
    return Exercise(
      id: id, module: parts.first ?? "", slug: parts.last ?? "",
      directory: root.absolute(folder), title: title, level: level, points: points,
      time: time?.seconds ?? 300, terminal: terminal, requires: requires, parameters: parameters,
      processes: processes, units: units, answers: answers, setup: setup, trials: trials,
      checks: checks,
      nearMisses: nearMisses, restsOn: restsOn, rootCanForge: forge,
      task: root.text("\(folder)/task.md", log: log) ?? "",
      hints: Sections.split(root.text("\(folder)/hints.md", log: log) ?? ""),
      solutions: scripts("solutions"), nearMissScripts: scripts("near-misses"))
  }

  private func map<Value>(
    _ reader: KeyReader, _ key: String, _ read: (String, ContentNode) -> Value?
  ) -> [Value] {
    guard let node = reader.value(key) else { return [] }
    let inner = KeyReader(node, log: log, what: "'\(key)'")
    return inner.keys.compactMap { name in inner.value(name).flatMap { read(name, $0) } }
  }

  private func scripts(_ folder: String) -> [Script] {
    let path = "\(self.folder)/\(folder)"
    return root.names(in: path).filter { $0.hasSuffix(".sh") }.compactMap { file in
      root.text("\(path)/\(file)", log: log).map {
        Script(name: String(file.dropLast(3)), path: "\(path)/\(file)", text: $0)
      }
    }
  }

  // MARK: Names must mean something

  private func check(_ exercise: Exercise) {
    let roles = exercise.processes.map(\.name)
    let known: [ContentReference.Target: [String]] = [
      .role: roles + RoleReader.builtIn, .unit: exercise.units.map(\.key), .check: declared,
      .answer: exercise.answers.map(\.name), .trial: exercise.trials.map(\.name),
    ]
    for reference in log.references {
      switch reference.target {
      case .template: checkTemplate(reference, exercise)
      default:
        let names = known[reference.target] ?? []
        guard !names.contains(reference.name) else { continue }
        log.report(
          "unknown \(reference.target.rawValue) '\(reference.name)'"
            + Suggestion.ending(for: reference.name, among: names), at: reference.place)
      }
    }
    for unit in exercise.units where roles.contains(unit.key) {
      log.report("'\(unit.key)' is a role too; give one of them another name", at: unit.place)
    }
    for near in exercise.nearMisses {
      for (id, reason) in near.expected.sorted(by: { $0.key < $1.key }) {
        guard let check = exercise.check(id) else { continue }
        let reasons = check.because.map(\.id)
        if !reasons.contains(reason) {
          log.report(
            "check '\(id)' has no reason '\(reason)'\(Suggestion.ending(for: reason, among: reasons))",
            at: near.place)
        }
      }
    }
    for (file, text) in [
      ("task.md", exercise.task), ("hints.md", exercise.hints.joined(separator: "\n")),
    ] {
      for name in Template(text).names {
        checkTemplate(
          ContentReference(
            .template, name,
            at: Sections.place(of: "{{\(name)}}", in: text, file: "\(folder)/\(file)")), exercise)
      }
    }
    for script in exercise.solutions + exercise.nearMissScripts {
      for name in Template(script.text).names {
        checkTemplate(
          ContentReference(
            .template, name,
            at: Sections.place(of: "{{\(name)}}", in: script.text, file: script.path)), exercise)
      }
    }
  }

  private func checkTemplate(_ reference: ContentReference, _ exercise: Exercise) {
    let name = reference.name
    let plain = exercise.parameters.map(\.name) + Names.builtIn
    if plain.contains(name) || Names.answerFields.contains(name) { return }
    let roles = exercise.processes.map(\.name) + RoleReader.builtIn
    if let dot = name.lastIndex(of: ".") {
      let role = String(name[..<dot])
      let field = String(name[name.index(after: dot)...])
      if exercise.unit(role) != nil {
        // Properties of systemctl show begin with a capital letter.
        if field.first?.isUppercase ?? false || Names.unitFields.contains(field) { return }
        log.report(
          "unknown name '{{\(name)}}'; a unit has \(Names.unitFields.joined(separator: ", ")) and "
            + "properties such as MainPID",
          at: reference.place)
        return
      }
      if roles.contains(role) {
        if Names.roleFields.contains(field) { return }
        log.report(
          "unknown name '{{\(name)}}'\(Suggestion.ending(for: field, among: Names.roleFields))",
          at: reference.place)
        return
      }
    }
    let all =
      plain + roles.flatMap { role in Names.roleFields.map { "\(role).\($0)" } }
      + Names.answerFields
    log.report(
      "unknown name '{{\(name)}}'\(Suggestion.ending(for: name, among: all))", at: reference.place)
  }
}
