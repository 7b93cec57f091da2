import Checking
public import Course
import FoundationEssentials
import Glibc
internal import ProcFS
public import Progress
import Record
public import Supervision

/// Everything that the use cases of one program run stand on: paths, progress, course, supervisor.
///
/// Each is opened when it is first needed, so that `lab check` on one exercise reads no other.
public final class Lab {
  /// Where state, socket and benches are.
  public let paths: StatePaths
  /// The environment that the program was started with.
  public let environment: [String: String]
  /// Another course than the one installed: `--course DIR`.
  let courseOverride: String?
  /// Whether the learner has a terminal with job control.
  public let machine: Machine

  /// Told once what the learner has to know about their progress, such as a database put aside.
  public var onNotice: ((String) -> Void)?

  /// Whether nothing of it is to outlive this program: practice machines end with it.
  public var isTemporary = false

  private var openStore: ProgressStore?
  private var openLibrary: CourseLibrary?
  private var openCourse: Course?
  private var openClient: SupervisorClient?
  private var knownKey: LearnerKey?
  /// Tries what has to be tried once.
  lazy var placer = Placer(machine)

  /// The use cases of this environment; nothing is opened yet.
  ///
  /// - Throws: `SupervisionError` where no state directory can be had, such as without a HOME.
  public init(
    environment: [String: String], course: String? = nil, hasTerminal: Bool = true
  ) throws {
    self.environment = environment
    courseOverride = Self.courseFolder(environment: environment, course: course)
    machine = Machine(hasTerminal: hasTerminal)
    paths = try StatePaths(
      environment: environment, uid: getuid(),
      workingDirectory: FileManager.default.currentDirectoryPath,
      homeOfRecord: StatePaths.homeOfRecord())
  }

  /// The learner's progress; a database that can't be read was put aside, and `onNotice` is told.
  public func store() throws -> ProgressStore {
    if let openStore { return openStore }
    let isNew = access(paths.database, F_OK) != 0
    let store = try ProgressStore(path: paths.database)
    openStore = store
    if let notice = store.notice { onNotice?("\(notice)") }
    if isNew || store.notice != nil { endForgotten() }
    return store
  }

  /// Ends what still runs for attempts that a lost or damaged database knew: nobody else could.
  private func endForgotten() {
    guard let client = try? SupervisorClient.existing(paths: paths),
      case .hello(_, _, let attempts)? = try? client.request(.hello)
    else { return }
    // Only what this state directory holds: the supervisor may be another one's.
    for id in attempts where access(paths.attempt(id).directory, F_OK) == 0 {
      _ = try? client.request(.close(attempt: id, reason: "forgotten"))
    }
  }

  /// The course's files; nothing is read before it is asked for.
  public func library() throws -> CourseLibrary {
    if let openLibrary { return openLibrary }
    let library = try Self.library(environment: environment, course: courseOverride)
    openLibrary = library
    return library
  }

  /// The files of the course that is named, else of the one that is installed.
  ///
  /// - Throws: `AttemptError` where the directory named holds none, `CourseError` where none is found.
  public static func library(
    environment: [String: String], course: String?
  ) throws -> CourseLibrary {
    guard let folder = courseFolder(environment: environment, course: course) else {
      return try CourseLibrary.find(environment: environment)
    }
    guard access("\(folder)/Lessons", F_OK) == 0 || access("\(folder)/Exercises", F_OK) == 0 else {
      throw AttemptError(
        "\(folder): no course there; --course names a directory with Lessons/ and Exercises/",
        kind: .usage)
    }
    return CourseLibrary(root: folder)
  }

  /// Absolute, since the learner's shell goes elsewhere.
  private static func courseFolder(environment: [String: String], course: String?) -> String? {
    guard let named = course ?? environment["LAB_COURSE"], !named.isEmpty else { return nil }
    guard !named.hasPrefix("/") else { return named }
    return FileManager.default.currentDirectoryPath + "/" + named
  }

  /// Modules, lessons and the order of it all.
  public func course() throws -> Course {
    if let openCourse { return openCourse }
    let course = try library().load()
    openCourse = course
    return course
  }

  /// One exercise, of the course as it is now; an unknown one is an error with the nearest names.
  public func exercise(_ id: String) throws -> Exercise { try library().exercise(id) }

  /// One lesson by its module and its name.
  public func lesson(module: String, name: String) throws -> Lesson {
    guard let found = try course().module(module)?.lessons.first(where: { $0.id == name }) else {
      throw AttemptError(
        "there is no lesson '\(module)/\(name)'; lab lesson lists them", kind: .usage)
    }
    return found
  }

  /// One lesson as somebody types it: `signals/02-stopping-well`, `signals/stopping-well` or
  /// `signals/2`.
  ///
  /// - Throws: `AttemptError` with the nearest names, or those of the module.
  public func lesson(named name: String) throws -> Lesson {
    try Self.lesson(named: name, in: course())
  }

  /// The same in a course that was loaded already.
  public static func lesson(named name: String, in course: Course) throws -> Lesson {
    let words = name.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard words.count == 2 else {
      throw AttemptError(
        "'\(name)': name a lesson as MODULE/LESSON; lab lesson lists them", kind: .usage)
    }
    let lessons = course.module(words[0])?.lessons ?? []
    let found = lessons.enumerated().first { index, lesson in
      lesson.id == words[1] || lesson.id.drop { $0.isNumber || $0 == "-" } == words[1]
        || Int(words[1]) == index + 1
    }
    if let found { return found.element }
    let known = lessons.isEmpty ? course.modules.flatMap(\.lessons) : lessons
    let near = Suggestion.near(name, among: known.map { "\($0.module)/\($0.id)" }, limit: 1)
    let listed = lessons.map { "\(words[0])/\($0.id)" }.joined(separator: ", ")
    let hint =
      near.first.map { "did you mean \($0)?" }
      ?? (lessons.isEmpty ? "lab lesson lists them" : "there are: \(listed)")
    throw AttemptError("there is no lesson '\(name)'; \(hint)", kind: .usage)
  }

  /// The supervisor of this state directory, started if none answers: the running program's own
  /// `supervise`, or that of `LAB_EXECUTABLE` where the running program is no `lab`, as in a test.
  public func supervisor() throws -> SupervisorClient {
    if let openClient { return openClient }
    let client = try SupervisorClient.connect(
      paths: paths, executable: try environment["LAB_EXECUTABLE"] ?? Self.executable())
    openClient = client
    return client
  }

  /// Has the supervisor end as soon as nothing is open, rather than wait for more.
  public func retireSupervisor() {
    guard let client = try? SupervisorClient.existing(paths: paths) else { return }
    _ = try? client.request(.retire)
    openClient = nil
  }

  /// Whether the supervisor that was asked last is still there.
  var isSupervised: Bool { openClient?.isConnected ?? false }

  /// Forgets a supervisor that has gone, so that the next request starts another.
  func dropSupervisor() { openClient = nil }

  /// The learner, and the key that their numbers come from; a learner who was never asked is given
  /// a random key, kept with the progress.
  public func learner() throws -> LearnerKey {
    if let knownKey { return knownKey }
    let store = try store()
    if let key = try LearnerKey.find(environment: environment, store: store) {
      knownKey = key
      return key
    }
    let made = LearnerKey.make(email: "", name: "")
    try store.setLearner(made)
    let key = LearnerKey(learner: made)
    knownKey = key
    return key
  }

  /// Whether anybody ever said who the learner is, or declined to.
  public func knowsLearner() throws -> Bool {
    try LearnerKey.find(environment: environment, store: store()) != nil
  }

  /// Keeps who the learner said they are, with a random key.
  public func setLearner(email: String, name: String) throws {
    let made = LearnerKey.make(email: email, name: name)
    try store().setLearner(made)
    knownKey = LearnerKey(learner: made)
  }

  /// The running `lab`'s own file.
  public static func executable() throws -> String {
    try ProcRoot().process(getpid()).executable()
  }

  /// The folder with lab-train, lab-burn, …: beside `lab` itself.
  public static func workloadFolder() throws -> String {
    let file = try executable()
    return String(file[..<(file.lastIndex(of: "/") ?? file.startIndex)])
  }

  /// The environment of the learner's shell: as it is, and with the workloads and the supervisor
  /// within reach.
  public func shellEnvironment() throws -> [String] {
    var values = environment
    values["PATH"] = try searchPath()
    values["LAB_SOCK"] = paths.socket
    values["LAB_STATE"] = paths.state
    values["LAB_BENCH"] = paths.benches
    values["LAB_INSIDE"] = "1"
    if let courseOverride { values["LAB_COURSE"] = courseOverride }
    return values.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
  }

  /// A PATH on which the workloads are found.
  public func searchPath() throws -> String {
    let path = environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"
    let folder = try Self.workloadFolder()
    return path.split(separator: ":").contains(Substring(folder)) ? path : "\(path):\(folder)"
  }
}
