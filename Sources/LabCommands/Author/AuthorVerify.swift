import ArgumentParser
import Attempts
import Course
import FoundationEssentials
import Glibc
import Machines

/// `lab author verify`.
struct AuthorVerify: LabSubcommand {
  static let isForAuthors = true
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Prove that exercises wait at the start, that solutions pass and near misses fail.",
    discussion: """
      Each exercise runs in a PID namespace of its own and not as root; those that need a practice \
      machine run in one, one after the other. What this machine can't host is said and left out. \
      The last line is 'N passed, N failed'.

      Exit status: 0 all passed, 1 some failed, 3 nothing could be verified.
      """)
  @OptionGroup var common: CommonOptions
  @Argument(help: "Such as signals/term-first. Left out: all.") var exercises: [String] = []
  @Option(
    help: ArgumentHelp(
      "All exercises of a module; may be given several times.", valueName: "M"))
  var module: [String] = []
  @Option(help: ArgumentHelp("How many at once.", valueName: "N")) var jobs: Int = 2
  @Option(help: ArgumentHelp("Seconds that one exercise may take.", valueName: "N"))
  var limit: Int = 600

  func validate() throws {
    guard jobs < 1 || limit < 1 else { return }
    throw ValidationError("--jobs and --limit are numbers from 1")
  }

  func execute() throws -> Int32 {
    let folder = try temporaryFolder(prefix: "lab-verify")
    defer { try? FileManager.default.removeItem(atPath: folder) }
    // Nothing of the author's own: neither their state nor a home is needed.
    var environment = processEnvironment()
    environment["LAB_STATE"] = "\(folder)/state"
    environment["LAB_SOCK"] = nil
    let lab = try Lab(environment: environment, course: common.course, hasTerminal: true)
    lab.isTemporary = true
    let chosen = try lab.select(
      exercises: exercises, modules: module, profile: nil,
      all: exercises.isEmpty && module.isEmpty)
    let pool = VerificationPool(
      folder: folder, course: try lab.library().root, jobs: jobs, limit: limit)
    var passed = 0
    var failed = 0
    func tell(_ verification: Verification) throws {
      try emit(VerificationScreen.lines(verification, look: .standard))
      if verification.passed { passed += 1 } else { failed += 1 }
    }
    var here: [Exercise] = []
    var elsewhere: [MachineKind: [Exercise]] = [:]
    var left: [(id: String, why: String)] = []
    for id in chosen {
      do {
        let exercise = try lab.exercise(id)
        switch lab.placement(of: exercise) {
        case .here: here.append(exercise)
        case .machine(let kind, _, nil): elsewhere[kind, default: []].append(exercise)
        case .machine(let kind, _, let first?):
          left.append((id, "it runs in a \(kind.rawValue) machine; first: \(first)"))
        case .nowhere(let why): left.append((id, why))
        }
      } catch {
        try tell(.unreadable(id, error))
      }
    }
    try pool.run(here) { try tell($0) }
    for kind in MachineKind.allCases {
      guard let exercises = elsewhere[kind] else { continue }
      try MachineVerification(lab: lab, kind: kind, limit: limit).run(exercises) { try tell($0) }
    }
    for (id, why) in left {
      try emit(Look.standard.wrap("\(Look.standard.dash) \(id) was not verified: \(why)", indent: 2))
    }
    try emit("\(passed) passed, \(failed) failed")
    return failed > 0 ? 1 : passed > 0 ? 0 : left.isEmpty ? 1 : 3
  }
}

extension Verification {
  /// An exercise whose files can't be read at all.
  fileprivate static func unreadable(_ id: String, _ error: any Error) -> Verification {
    let lines = "\(error)".split(whereSeparator: \.isNewline).map(String.init)
    return Verification(
      exercise: id,
      steps: [
        .init(
          name: "load", draw: "", passed: false, seconds: 0, problem: lines.first,
          details: Array(lines.dropFirst()))
      ])
  }
}

/// One exercise, inside the sandbox; writes what it found as JSON.
struct AuthorVerifyOne: LabSubcommand {
  static let isForAuthors = true
  static let configuration = CommandConfiguration(
    commandName: "verify-one", abstract: "Inside the sandbox.", shouldDisplay: false)
  @OptionGroup var common: CommonOptions
  @Argument var exercise: String
  @Option var result: String

  func execute() throws -> Int32 {
    let lab = try common.lab(hasTerminal: true)
    let verification = Verifier(lab: lab).verify(exercise)
    if result == "-" {
      try emit(encodeJSON(verification))
      return verification.passed ? 0 : 1
    }
    try Data(try encodeJSON(verification).utf8).write(to: URL(filePath: result))
    return verification.passed ? 0 : 1
  }
}

/// How a verification reads on the screen.
enum VerificationScreen {
  static func lines(_ verification: Verification, look: Look) -> [String] {
    let seconds = verification.steps.reduce(0) { $0 + $1.seconds }
    var lines = [
      look.columns(
        verification.exercise,
        right: (verification.machine.map { "\($0) machine · " } ?? "")
          + "\(Int(seconds.rounded())) s")
    ]
    if verification.passed {
      var names: [String] = []
      for step in verification.steps {
        let times = verification.steps.count { $0.name == step.name }
        let name = times > 1 ? "\(step.name) ×\(times)" : step.name
        if !names.contains(name) { names.append(name) }
      }
      lines += look.wrap("  \(look.pass) \(names.joined(separator: " · "))", indent: 4)
      return lines
    }
    for step in verification.steps {
      let mark = step.passed ? look.pass : look.fail
      let took = "\((step.seconds * 10).rounded() / 10) s"
      let draw = step.draw.isEmpty ? "" : " (\(step.draw))"
      lines.append(look.columns("  \(mark) \(step.name)\(draw)", right: took))
      if let problem = step.problem { lines += look.wrap("      \(problem)", indent: 6) }
      lines += step.details.flatMap { detail in
        let margin = detail.prefix { $0 == " " }.count
        return look.wrap("      " + detail, indent: 6 + margin + 10)
      }
    }
    return lines
  }
}

/// Verifications side by side, each in its sandbox.
struct VerificationPool {
  let folder: String
  let course: String
  let jobs: Int
  let limit: Int

  /// A box, since a program is not copyable and an array wants copies.
  private final class Running {
    let exercise: Exercise
    let program: Program
    let result: String
    let log: String
    let began = ContinuousClock.now
    let deadline: ContinuousClock.Instant

    init(
      exercise: Exercise, program: consuming Program, result: String, log: String, limit: Int
    ) {
      self.exercise = exercise
      self.program = program
      self.result = result
      self.log = log
      deadline = ContinuousClock.now + .seconds(limit)
    }
  }

  /// - Parameter each: Called with each verification as it ends.
  func run(_ exercises: [Exercise], each: (Verification) throws -> Void) throws {
    var waiting = exercises[...]
    var running: [Running] = []
    defer { for one in running { one.program.end() } }
    while !waiting.isEmpty || !running.isEmpty {
      while running.count < jobs, let next = waiting.popFirst() {
        running.append(try start(next))
      }
      try running.removeAll { one in
        guard one.program.wait(milliseconds: 50) == nil else {
          try each(read(one))
          return true
        }
        guard ContinuousClock.now > one.deadline else { return false }
        one.program.end()
        try each(failure(one, "took longer than \(limit) s and was ended"))
        return true
      }
    }
  }

  private func start(_ exercise: Exercise) throws -> Running {
    let name = exercise.id.map { $0 == "/" ? "-" : String($0) }.joined()
    let scratch = "\(folder)/\(name)"
    try FileManager.default.createDirectory(
      atPath: "\(scratch)/home", withIntermediateDirectories: true)
    let result = "\(scratch)/result.json"
    let environment = [
      "HOME": "\(scratch)/home", "LAB_STATE": "\(scratch)/state", "LAB_BENCH": "\(scratch)/lab",
      "LAB_SANDBOX": "1", "LAB_LEARNER": "\(scratch)/no-learner", "LANG": "C.UTF-8",
      "TERM": "xterm", "PATH": processEnvironment()["PATH"] ?? "/usr/local/bin:/usr/bin:/bin",
    ]
    let executable = try Lab.executable()
    let sandbox = Sandbox(scratch: scratch, visible: [try Lab.workloadFolder(), course])
    let command = try sandbox.wrap(
      [
        executable, "author", "verify-one", exercise.id, "--course", course, "--result",
        result,
      ],
      environment: environment, asRoot: exercise.requires.contains(.root))
    let log = "\(scratch)/log"
    let program = try Program(
      command, environment: environment, directory: scratch, output: log)
    return Running(exercise: exercise, program: program, result: result, log: log, limit: limit)
  }

  private func read(_ one: Running) -> Verification {
    do {
      let data = try Data(contentsOf: URL(filePath: one.result))
      return try JSONDecoder().decode(Verification.self, from: data)
    } catch {
      return failure(one, "the verification itself broke off")
    }
  }

  private func failure(_ one: Running, _ problem: String) -> Verification {
    let log = (try? String(contentsOfFile: one.log, encoding: .utf8)) ?? ""
    let details = log.split(separator: "\n").suffix(20).map(String.init)
    let took = Double((ContinuousClock.now - one.began).components.seconds)
    return Verification(
      exercise: one.exercise.id,
      steps: [
        .init(
          name: "verify", draw: "", passed: false, seconds: took, problem: problem,
          details: details)
      ])
  }
}
