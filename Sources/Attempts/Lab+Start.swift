import CLinux
import Checking
public import Course
import FoundationEssentials
import Glibc
import Observation
import ProcFS
import Progress
import Record
import Supervision

extension Lab {
  /// Sets an exercise up and takes its first look; an exercise that is open already is taken up.
  ///
  /// - Parameters:
  ///   - drawing: Which numbers.
  ///   - host: Whoever owns the terminal that set-up types into, where the exercise needs one.
  ///   - round: A later round than the learner's last one; nil goes on with that.
  /// - Throws: `AttemptError`: `unsupported` where this machine can't host it.
  public func start(
    _ name: String, drawing: Drawing = .keyed, host: (any TerminalHost)? = nil, round: Int? = nil
  ) throws -> Attempt {
    let learner = try learner()
    // One at a time: whoever comes second takes up what the first has set up.
    let lock = try StartLock(state: paths.state)
    defer { lock.release() }
    // What is open goes on with its own copy, whatever became of the course's files.
    if let open = try store().openAttempt(exercise: name, learner: learner.learner.id),
      let attempt = try takeUp(open)
    {
      return attempt
    }
    let exercise = try exercise(name)
    if let open = try store().openAttempt(exercise: exercise.id, learner: learner.learner.id) {
      if let attempt = try takeUp(open) { return attempt }
    }
    switch placement(of: exercise) {
    case .here: break
    case .machine(_, let why, _):
      throw AttemptError(
        "\(exercise.id) runs in a practice machine (\(why)): lab start \(exercise.id)",
        kind: .unsupported)
    case .nowhere:
      throw AttemptError(
        "\(exercise.id) can't run here: \(obstacle(to: exercise) ?? "")", kind: .unsupported)
    }
    if try openElsewhere().contains(exercise.id) {
      throw AttemptError(
        "\(exercise.id) is open outside this machine: exit, and go on with it there", kind: .usage)
    }
    if exercise.terminal == .spare, host == nil {
      throw AttemptError(
        "\(exercise.id) is worked on in a spare terminal that the lab's prompt opens: "
          + "type lab, and there: start \(exercise.id)", kind: .usage)
    }
    try closePassed()
    try takeDownForgottenUnits()
    let last = try store().attempts(exercise: exercise.id, learner: learner.learner.id).last
    let round = round ?? last?.round ?? 0
    let values = drawing.draw(learner, exercise: exercise.id, round: round)
      .values(of: exercise.parameters)
    let setup = try AttemptSetup(
      lab: self, exercise: exercise, learner: learner.learner.id, values: values, round: round,
      host: host, keepingBenchOf: last?.id)
    return try setup.run()
  }

  /// An attempt that the progress calls open: nil when it is over after all.
  private func takeUp(_ stored: StoredAttempt) throws -> Attempt? {
    if stored.machine != nil {
      throw AttemptError(
        "\(stored.exercise) is open in a practice machine: lab start \(stored.exercise) goes there",
        kind: .usage)
    }
    guard stored.boot == Observer().boot.description else {
      if let attempt = try? attempt(stored) { try interrupt(attempt) }
      try store().close(attempt: stored.id, state: .interrupted)
      return nil
    }
    guard let attempt = try? attempt(stored) else {
      try abandon(stored)
      return nil
    }
    guard !attempt.isClosed else {
      // Whoever began to close it may not have come to its end.
      try abandon(stored)
      return nil
    }
    // Whoever set it up was killed half-way: nobody else does, since the start's lock is ours.
    guard attempt.timeline.ready != nil else {
      try stop(attempt, reason: "not set up")
      return nil
    }
    let verdicts = try attempt.judge()
    if verdicts.allSatisfy({ $0.verdict == .passed }) || attempt.ranOut() {
      try stop(attempt, reason: "expired")
      return nil
    }
    return attempt
  }

  /// Ends what is left of attempts that are passed: their learner has gone on.
  public func closePassed() throws {
    for attempt in try openAttempts() {
      let verdicts = try store().verdicts(attempt: attempt.id)
      if !verdicts.isEmpty, verdicts.allSatisfy({ $0.verdict == .passed }) {
        try stop(attempt, reason: "passed")
      }
    }
  }

  /// Where an exercise is worked on.
  public func benchPath(of exercise: Exercise) throws -> String {
    guard let benches = paths.benches else {
      throw AttemptError("HOME is not set: name a folder for benches in LAB_BENCH")
    }
    return "\(benches)/\(exercise.id)"
  }

  /// Makes an exercise's bench, so that a terminal can be opened in it before the set-up.
  public func prepareBench(of exercise: Exercise) throws -> String {
    let path = try benchPath(of: exercise)
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw AttemptError("\(path): the bench can't be made: \(brief(error))")
    }
    return path
  }
}

extension Lab {
  /// Who adopts orphans here, and whether it reaps them; tried once a boot, since a reaper may take
  /// seconds.
  func reaper() throws -> (identity: ProcessIdentity, reaps: Bool) {
    let key = "reaper-\(Observer().boot)"
    if let kept = try store().value(key)?.split(separator: " "), kept.count == 3,
      let pid = Int32(kept[0]), let start = UInt64(kept[1]),
      Observer().identity(of: pid)?.startTimeTicks == start
    {
      let identity = ProcessIdentity(boot: Observer().boot, pid: pid, startTimeTicks: start)
      return (identity, kept[2] == "reaps")
    }
    guard let probe = ReaperProbe() else {
      throw AttemptError("no process can be started to find out who adopts orphans here")
    }
    let reaps = probe.waitUntilKnown()
    try store().setValue(
      "\(probe.reaper.pid) \(probe.reaper.startTimeTicks) \(reaps ? "reaps" : "never")", for: key)
    return (probe.reaper, reaps)
  }
}

/// Held while an exercise is set up: two terminals that start the same one must not move each
/// other's files.
struct StartLock {
  private let descriptor: Int32

  /// Waits for whoever sets an exercise up in this state directory.
  init(state: String) throws {
    let path = state + "/start.lock"
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw AttemptError("\(path): \(String(cString: strerror(errno)))")
    }
    while flock(descriptor, LOCK_EX) != 0, errno == EINTR {}
  }

  func release() { close(descriptor) }
}

/// The steps from an exercise to an attempt that waits for its learner.
struct AttemptSetup {
  private let lab: Lab
  private let exercise: Exercise
  private let host: (any TerminalHost)?
  private let header: AttemptHeader
  private let files: StatePaths.Attempt
  private let bench: Bench
  private let benchKeep: String

  init(
    lab: Lab, exercise: Exercise, learner: String, values: [String: String], round: Int,
    host: (any TerminalHost)?, keepingBenchOf last: String?
  ) throws {
    self.lab = lab
    self.exercise = exercise
    self.host = host
    let random = UInt32.random(in: 0...UInt32.max)
    let suffix = hexadecimal(withUnsafeBytes(of: random) { Array($0) })
    let id = exercise.id.replacing("/", with: "-") + "-" + suffix
    files = lab.paths.attempt(id)
    let path = try lab.prepareBench(of: exercise)
    bench = Bench(path: path)
    benchKeep =
      last.map { lab.paths.attempt($0).directory + "/bench" } ?? files.directory + "/before"
    let reaper = try lab.reaper()
    guard case .hello(let supervisor, let version, _) = try lab.request(.hello) else {
      throw AttemptError("the supervisor gave no answer that makes sense")
    }
    var nonce = SystemRandomNumberGenerator()
    var parameters = values
    parameters["run"] = nil
    let names = try lab.namesForTemplates(of: exercise) { values[$0] }
    header = AttemptHeader(
      attempt: id, exercise: exercise.id, learner: learner, run: values["run"] ?? "run",
      nonce: String(nonce.next() as UInt64, radix: 36), bench: path, parameters: parameters,
      round: round, wallTime: ProgressStore.now(), uid: getuid(), supervisor: supervisor,
      reaper: reaper.identity, reaperReaps: reaper.reaps,
      clockTicksPerSecond: UInt64(max(1, sysconf(Int32(_SC_CLK_TCK)))), labVersion: version,
      names: names)
  }

  func run() throws -> Attempt {
    do {
      try FileManager.default.createDirectory(
        atPath: files.directory, withIntermediateDirectories: true,
        attributes: [.posixPermissions: 0o700])
      try copyContent(of: exercise.directory, to: files.exercise)
    } catch {
      throw AttemptError("\(files.directory): the attempt can't be kept: \(brief(error))")
    }
    let moved = try bench.prepare(keeping: benchKeep)
    // What an earlier attempt left is kept silently; what was there before any is the learner's own.
    if moved, benchKeep.hasSuffix("/before") {
      lab.onNotice?("what was in \(bench.path) before is kept in \(benchKeep)")
    }
    let rules = exercise.roleRules { name in
      name == "run" ? header.run : header.parameters[name]
    }
    let looks = lab.looks(of: exercise) { name in
      name == "run" ? header.run : header.parameters[name] ?? header.names?[name]
    }
    try lab.request(
      .open(OpenAttempt(header: header, journal: files.journal, roles: rules, looks: looks)))
    do {
      let stored = try lab.store().open(
        StoredAttempt(
          id: header.attempt, exercise: exercise.id, learner: header.learner, round: header.round,
          started: header.wallTime, run: header.run, nonce: header.nonce,
          parameters: header.parameters, bench: bench.path, journal: files.journal,
          boot: header.supervisor.boot.description))
      let attempt = try Attempt(stored, lab: lab)
      try build(attempt)
      try lab.request(.ready(attempt: attempt.id))
      attempt.hasNews()
      return attempt
    } catch {
      // Nothing half-made stays.
      lab.takeDownUnits(header.attempt)
      _ = try? lab.request(.close(attempt: header.attempt, reason: "not set up"))
      _ = try? lab.store().close(attempt: header.attempt, state: .stopped)
      throw error
    }
  }

  private func build(_ attempt: Attempt) throws {
    if let host {
      try lab.request(
        .shell(pid: try host.shellPID(spare: exercise.terminal == .spare), attempt: attempt.id))
    }
    var quiet: Int32?
    let quietest: () -> Int32 = {
      let number = quiet ?? QuietCPU.find()
      quiet = number
      return number
    }
    let isWanted: (RoleSpec) -> Bool = { role in
      role.isStarted && role.isWanted { attempt.value($0) }
    }
    for role in exercise.processes where role.sessionOf == nil {
      attempt.hasNews()
      guard isWanted(role) else { continue }
      // Who is to be in its session is born at the same moment.
      let companions = exercise.processes.filter { $0.sessionOf == role.name && isWanted($0) }
      let runs: [String?] =
        role.each.isEmpty ? [nil] : role.each.map { $0.filled { attempt.value($0) } }
      for run in runs {
        guard var spec = try spec(of: role, run: run, attempt, quietest) else { continue }
        spec.companions = try companions.compactMap {
          try self.spec(of: $0, run: nil, attempt, quietest)
        }
        try lab.request(.spawn(attempt: header.attempt, spec: spec))
      }
      for each in [role] + companions {
        try ActionRunner(lab: lab, attempt: attempt, host: host).run(each.then)
      }
    }
    try UnitSetup(lab: lab, attempt: attempt).run()
    // Children, groups and pipes of what was started are bound at the next samples.
    try settleFamilies(attempt)
    try ActionRunner(lab: lab, attempt: attempt, host: host).run(exercise.setup)
    try lab.request(.sync(attempt: attempt.id))
    attempt.hasNews()
  }

  /// How a role's process is to be started, with its files written; nil for a role that is found.
  private func spec(
    of role: RoleSpec, run: String?, _ attempt: Attempt, _ quietest: () -> Int32
  ) throws -> SpawnSpec? {
    let values: (String) -> String? = { attempt.value($0) }
    var directory = bench.path
    if let cwd = role.cwd { directory = try bench.folder(cwd.filled(values)) }
    let below =
      directory == bench.path ? "" : String(directory.dropFirst(bench.path.count + 1)) + "/"
    for file in role.files {
      let text = file.content.filled(values)
      let path = below + file.path.filled(values)
      try bench.write(text, to: path)
      try lab.request(
        .note(
          attempt: attempt.id,
          event: .acted(.wrote(path: path, sha256: FileDigest.sha256(text.utf8)))))
    }
    var environment = [
      "LAB_RUN": run ?? header.run, "LAB_ID": header.nonce, "LAB_SOCK": lab.paths.socket,
      "PATH": try lab.searchPath(), "HOME": lab.environment["HOME"] ?? "/",
      "LANG": lab.environment["LANG"] ?? "C.UTF-8",
    ]
    environment["TERM"] = role.ownTerminal ? "xterm" : nil
    var arguments = role.arguments(run: run, values)
    let executable: String
    var isWorkload = false
    switch role.origin {
    case .workload(let kind, _, _):
      let link = try WorkloadKinds.link(of: kind.filled(values))
      executable = try Lab.workloadFolder() + "/" + link
      arguments.insert(link, at: 0)
      isWorkload = true
    case .command:
      let name = arguments.first ?? ""
      guard let found = findProgram(name, path: environment["PATH"] ?? "") else {
        throw AttemptError(
          "\(exercise.id) needs the program '\(name)', which isn't installed", kind: .unsupported)
      }
      executable = found
    case .found: return nil
    }
    var spec = SpawnSpec(
      role: role.name, executable: executable, arguments: arguments, environment: environment,
      directory: directory)
    spec.standardInput = role.input.map { bench.path + "/" + $0.filled(values) }
    spec.standardOutput = role.output.map { bench.path + "/" + $0.filled(values) }
    spec.standardError = spec.standardOutput
    spec.ownTerminal = role.ownTerminal
    spec.newGroup = role.newGroup
    spec.nice = role.nice?.value(values).map { Int32(clamping: $0) }
    spec.firstThreadNice = role.renice?.value(values).map { Int32(clamping: $0) }
    role.treatment.apply(to: &spec, quietest: quietest, values)
    spec.awaitRegistration = isWorkload
    return spec
  }

  /// Waits until every role that hangs on a started one has somebody, as far as there is anybody.
  private func settleFamilies(_ attempt: Attempt) throws {
    let families = exercise.processes.filter { role in
      guard case .found(let found) = role.origin else { return false }
      if let unit = found.unit { return exercise.unit(unit)?.start == .yes }
      guard let of = found.of else { return false }
      return exercise.role(of)?.isStarted == true || found.from == .children
    }
    let deadline = ContinuousClock.now + .seconds(3)
    var counts: [Int] = []
    repeat {
      try lab.request(.sync(attempt: attempt.id))
      attempt.hasNews()
      let now = families.map { attempt.timeline.processes(of: $0.name).count }
      // Twice the same, and nobody missing: they are all there.
      if !now.contains(0), now == counts { return }
      counts = now
      if !families.isEmpty { usleep(100_000) }
    } while ContinuousClock.now < deadline && !families.isEmpty
  }
}

extension WorkloadKinds {
  static func link(of kind: String) throws -> String {
    guard let link = links[kind] else {
      throw AttemptError(
        "'\(kind)' is no kind of workload; there are: \(links.keys.sorted().joined(separator: ", "))"
      )
    }
    return link
  }
}

/// Copies a folder's files as the learner's own.
///
/// Not FileManager's copyItem: it copies the owner too, which only root may, and an installed course
/// is root's.
private func copyContent(of source: String, to target: String) throws {
  let files = FileManager.default
  try files.createDirectory(atPath: target, withIntermediateDirectories: true)
  for name in try files.contentsOfDirectory(atPath: source) {
    let (from, to) = ("\(source)/\(name)", "\(target)/\(name)")
    var isFolder = false
    guard files.fileExists(atPath: from, isDirectory: &isFolder) else { continue }
    if isFolder {
      try copyContent(of: from, to: to)
    } else {
      try Data(contentsOf: URL(filePath: from)).write(to: URL(filePath: to))
    }
  }
}
