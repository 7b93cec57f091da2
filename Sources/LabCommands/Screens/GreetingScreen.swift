import Attempts
import Course
import FoundationEssentials
import Glibc
import Observation
import ProcFS
import Progress
import Record
import Text

/// What a returning learner is told: what became of their processes, and where they are.
struct GreetingScreen {
  let lab: Lab
  let look: Look
  /// The visit before; nil if there was none.
  let before: Visit?
  /// Whether the prompt of that visit still runs, in another window.
  let isElsewhere: Bool

  /// - Returns: the lines, and the attempt that the prompt is to watch, if one is open.
  func greet() throws -> (lines: [String], attempt: Attempt?) {
    let store = try lab.store()
    let name = try lab.learner().learner.name.map { $0.isEmpty ? "" : ", \($0)" } ?? ""
    var lines = [""]
    lines += look.wrap("  Welcome back\(name).\(whenLeft())", indent: 2)
    let resumed = try lab.resume(since: before?.left ?? before?.opened)
    let jobs = isElsewhere ? [] : JobWatch.take(from: store)
    let fates = resumed.flatMap(\.fates)
    let own = jobs.filter { job in !fates.contains { $0.pid == job.process.pid } }
    if !fates.isEmpty || !own.isEmpty {
      lines += ["", "  What became of your processes:"]
      lines += processLines(fates, own)
    }
    if before?.how == .windowClosed, !fates.isEmpty || own.contains(where: { $0.goneAt != nil }) {
      lines += try hangUpLines(stopped: jobs.contains(where: \.wasStopped))
    }
    lines += [""] + (try standing())
    var open: Attempt?
    for outcome in resumed {
      if let fresh = try afresh(outcome) {
        open = fresh
        lines += look.wrap(
          "  \(fresh.exercise.id) is open; its steps belong to one process, so it starts again. "
            + "Same names.", indent: 2)
        continue
      }
      if !outcome.attempt.isClosed { open = outcome.attempt }
      lines += look.wrap("  \(outcome.note)", indent: 2)
    }
    for (exercise, residence) in try lab.openInMachines() {
      lines += look.wrap(
        "  \(exercise) is open in the practice machine '\(residence.name)': start \(exercise) goes "
          + "there.", indent: 2)
    }
    let first = open.map { "task   what \($0.exercise.id) asks" } ?? "next   go on"
    let width = max(29, first.displayWidth) + 3
    lines += [""] + look.wrap("    \(first.padded(to: width))map   go elsewhere", indent: 4) + [""]
    return (lines, open)
  }

  /// Where what was begun ended or lost its terminal with the prompt, and nothing counted yet: again,
  /// so that the old processes aren't in the way of the new ones.
  private func afresh(_ outcome: ResumedAttempt) throws -> Attempt? {
    let attempt = outcome.attempt
    guard !isElsewhere, !attempt.isClosed,
      !outcome.fates.isEmpty || attempt.hasLostTerminal,
      attempt.exercise.terminal != .spare,
      !attempt.exercise.processes.contains(where: \.isStarted),
      try attempt.judge().allSatisfy({ $0.verdict != .passed })
    else { return nil }
    return try lab.retry(attempt).attempt
  }

  private func whenLeft() -> String {
    guard let before else { return "" }
    if isElsewhere { return " Another prompt of yours is open; both see the same." }
    guard let left = before.left else {
      return " You came \(Self.when(before.opened)); that prompt was killed."
    }
    let how = before.how == .windowClosed ? ", when the window closed" : ""
    return " You left \(Self.when(left))\(how)."
  }

  private func standing() throws -> [String] {
    let states = try lab.progressByExercise()
    let passed = states.values.count { $0.state == "passed" }
    let total = try lab.library().exerciseIDs().count
    let points = states.values.reduce(0) { $0 + $1.score }
    return ["  \(passed) of \(total) passed, \(TaskScreen.points(points))."]
  }

  // MARK: - Processes

  private func processLines(_ fates: [Fate], _ jobs: [JobLeft]) -> [String] {
    var rows = fates.map { fate in
      (pid: fate.pid, what: fate.command, how: "\(fate.how), \(Self.clock(fate.at))")
    }
    let observer = Observer()
    for job in jobs {
      let what = job.command + (job.wasStopped ? " (stopped)" : "")
      rows.append((job.process.pid, what, how(job, observer)))
    }
    let shown = rows.prefix(8)
    let width = shown.map { min(40, $0.what.displayWidth) }.max() ?? 0
    var lines: [String] = []
    for row in shown {
      let what = look.translated(row.what).truncated(to: 60)
      let head = "    \("\(row.pid)".padded(to: 7))\(what.padded(to: width))"
      let one = look.wrap("\(head)   \(row.how)", indent: 11)
      lines +=
        one.count == 1
        ? one
        : look.wrap(head, indent: 11)
          + look.wrap(
            String(repeating: " ", count: 11) + row.how, indent: 11)
    }
    if rows.count > shown.count { lines.append("    and \(rows.count - shown.count) more") }
    return lines
  }

  private func how(_ job: JobLeft, _ observer: Observer) -> String {
    if let goneAt = job.goneAt {
      let with = before?.how == .windowClosed ? "as the window closed" : "with the prompt"
      return "gone at \(Self.clock(goneAt)), \(with)"
    }
    guard job.process.boot == observer.boot, let stat = observer.stat(of: job.process) else {
      return "gone since"
    }
    return stat.state == .stopped
      ? "still there, stopped; its parent is \(stat.parent)"
      : "still runs; its parent is \(stat.parent)"
  }

  /// Said the first time only: what closing a window does.
  private func hangUpLines(stopped: Bool) throws -> [String] {
    guard try lab.store().value("told-hang-up") == nil else { return [] }
    try lab.store().setValue("yes", for: "told-hang-up")
    var text = "A closing window hangs up its shell, and the shell tells its jobs."
    if stopped { text += " (exit would have warned you: \"There are stopped jobs.\")" }
    for (index, module) in try lab.course().modules.enumerated() {
      if let lesson = module.lessons.firstIndex(where: { $0.id.contains("window-closes") }) {
        text += " Lesson \(lesson + 1) of module \(index + 1) is about that."
      }
    }
    return [""] + look.wrap("  \(text) It costs you nothing.", indent: 2)
  }

  // MARK: - Times

  /// Such as "12 minutes ago", "yesterday at 17:42", "on 21 Nov at 17:42".
  static func when(_ wall: Double, now: Double = ProgressStore.now()) -> String {
    let seconds = now - wall
    if seconds < 90 { return "a moment ago" }
    if seconds < 5400 { return "\(Int(seconds / 60)) minutes ago" }
    let then = local(wall)
    let today = local(now)
    let time = "at \(two(then.tm_hour)):\(two(then.tm_min))"
    if then.tm_year == today.tm_year, then.tm_yday == today.tm_yday { return "today \(time)" }
    let yesterday = local(now - 86_400)
    if then.tm_year == yesterday.tm_year, then.tm_yday == yesterday.tm_yday {
      return "yesterday \(time)"
    }
    let months = [
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    let month = months.indices.contains(Int(then.tm_mon)) ? months[Int(then.tm_mon)] : ""
    let year = then.tm_year == today.tm_year ? "" : " \(1900 + then.tm_year)"
    return "on \(then.tm_mday) \(month)\(year) \(time)"
  }

  /// Local time of day, hours, minutes and seconds.
  static func clock(_ wall: Double) -> String {
    let parts = local(wall)
    return "\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec))"
  }

  private static func local(_ wall: Double) -> tm {
    var seconds = time_t(wall)
    var parts = tm()
    localtime_r(&seconds, &parts)
    return parts
  }

  private static func two(_ value: Int32) -> String { value < 10 ? "0\(value)" : "\(value)" }
}
