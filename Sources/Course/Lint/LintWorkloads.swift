internal import Checking

/// Workloads that end by themselves while the learner is still reading.
enum LintWorkloads {
  /// How long a kind lives where no option says, seconds; `lab-workload KIND --help` shows them.
  static let defaults: [String: Double] = [
    "burner": 900, "io": 900, "orphan": 600, "stuck": 3600,
  ]
  static let trainerEpochs = 60.0
  static let trainerEpochTime = 2.0
  /// What is free for a descriptor leak below the soft limit that most systems set, and how many
  /// milliseconds it leaves between two.
  static let descriptors = 1000.0
  static let descriptorPause = 50.0
  static let longest = 10800.0

  static func check(_ exercise: Exercise, _ node: ContentNode, _ log: ContentLog) {
    let needed = 2 * exercise.time
    for role in exercise.processes {
      guard case .workload(let kind, _, _) = role.origin, kind.isPlain,
        let life = life(kind.source, role, exercise), life.seconds < needed
      else { continue }
      let place = node.node(at: "processes", role.name, "options").place
      log.report(
        "'\(role.name)' ends by itself after \(Lint.number(life.seconds.rounded())) s, but the "
          + "exercise allows \(Stretch(seconds: exercise.time)) to read and act, and twice that must "
          + "be left; \(life.advice(needed))",
        at: place)
    }
  }

  private struct Life {
    var seconds: Double
    var advice: (Double) -> String
  }

  private static func life(_ kind: String, _ role: RoleSpec, _ exercise: Exercise) -> Life? {
    if kind == "trainer" {
      guard let epochs = number(role.option("epochs"), exercise, or: trainerEpochs),
        let time = number(role.option("epoch-time"), exercise, or: trainerEpochTime), time > 0
      else { return nil }
      let start = number(role.option("start-epoch"), exercise, or: 0, highest: true) ?? 0
      return Life(seconds: max(0, epochs - start) * time) { needed in
        "give epochs: \(Int((needed / time).rounded(.up) + start)) or more"
      }
    }
    guard WorkloadKinds.links[kind] != nil, kind != "ask",
      let seconds = number(role.option("secs"), exercise, or: defaults[kind] ?? longest)
    else { return nil }
    let own = Life(seconds: seconds) { needed in "give secs: \(Int(needed.rounded(.up))) or more" }
    guard let fault = fault(kind, role, exercise), fault.seconds < own.seconds else { return own }
    return fault
  }

  /// What else ends a kind by itself, such as a fault that its options ask for.
  private static func fault(_ kind: String, _ role: RoleSpec, _ exercise: Exercise) -> Life? {
    switch kind {
    case "fdleak":
      guard let every = number(role.option("every"), exercise, or: descriptorPause) else {
        return nil
      }
      return Life(seconds: descriptors * every / 1000) { needed in
        "give every: \(Int((1000 * needed / descriptors).rounded(.up))) or more"
      }
    case "notifier":
      // A oneshot ends when it is done, the starter of a daemon when that is ready.
      let runsOn = role.option("type").map { $0 == .value(Template("notify")) } ?? true
      guard !runsOn || role.option("exit") != nil,
        let late = number(role.option("late"), exercise, or: 0)
      else { return nil }
      return Life(seconds: late) { needed in "give late: \(Int(needed.rounded(.up))) or more" }
    case "server":
      guard role.option("crash-after") != nil,
        let crash = number(role.option("crash-after"), exercise, or: longest)
      else { return nil }
      return Life(seconds: crash) { needed in
        "give crash-after: \(Int(needed.rounded(.up))) or more"
      }
    default: return nil
    }
  }

  /// An option's number; where parameters draw it, the worst that they can.
  private static func number(
    _ option: RoleSpec.Option?, _ exercise: Exercise, or fallback: Double, highest: Bool = false
  ) -> Double? {
    guard let option else { return fallback }
    guard case .value(let template) = option else { return nil }
    let ends = [Draw.low, .high].compactMap { draw -> Double? in
      let values = draw.values(of: exercise.parameters)
      return template.filledCompletely { values[$0] }.flatMap(Double.init)
    }
    return highest ? ends.max() : ends.min()
  }
}
