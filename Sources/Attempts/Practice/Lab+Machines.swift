import Course
import Crypto
import FoundationEssentials
import Glibc
public import Machines
import Progress
import Supervision

extension Lab {
  /// Who makes practice machines of which kind.
  static var machineMakers: [any MachineMaker.Type] { [NamespacedMaker.self, VirtualMaker.self] }

  /// The practice machines of this state directory.
  public var machines: MachineStore {
    MachineStore(state: paths.state, makers: Self.machineMakers)
  }

  /// The name that a machine of a kind has unless another is given: one of each can run beside the
  /// other.
  public static func usualMachineName(_ kind: MachineKind) -> String {
    kind == .virtual ? "\(MachineStore.usualName)-vm" : MachineStore.usualName
  }

  /// Whether this lab runs in a practice machine: it sets LAB_MACHINE.
  public var isInMachine: Bool { environment["LAB_MACHINE"].map { !$0.isEmpty } ?? false }

  /// What is handed into a practice machine: this lab, and the course that is in use.
  ///
  /// - Parameter version: What `lab --version` says.
  public func machinePayload(version: String) throws -> MachinePayload {
    let course = try library().root
    let programs = try Self.workloadFolder()
    return MachinePayload(
      programs: programs, course: course, machineFiles: try machineFiles(),
      labDigest: try Self.digest(ofFiles: ["\(programs)/lab", "\(programs)/lab-workload"]),
      courseDigest: try Self.digest(ofFolders: ["\(course)/Lessons", "\(course)/Exercises"]),
      labVersion: version)
  }

  /// The folder with units and scripts of practice machines, beside the course that is installed.
  public func machineFiles() throws -> String {
    let folder = try DataDirectory.find(environment: environment) + "/Machine"
    guard access("\(folder)/units", F_OK) == 0 else {
      throw AttemptError(
        "\(folder): the files of a practice machine are not there; install lab anew")
    }
    return folder
  }

  /// Starts a practice machine, or takes up the one that runs.
  ///
  /// - Parameters:
  ///   - name: nil is the usual one of its kind.
  ///   - endsWithStarter: Whether it ends when this program does, however that ends.
  ///   - tell: Told each step, in a few words.
  public func startMachine(
    _ kind: MachineKind, name: String? = nil, version: String, endsWithStarter: Bool = false,
    tell: @escaping (String) -> Void = { _ in }
  ) throws -> any PracticeMachine {
    let name = name ?? Self.usualMachineName(kind)
    let payload = try machinePayload(version: version)
    if let running = try machines.find(name), let why = Self.difference(running.record, payload) {
      let open = try openInMachines().filter { $0.residence.instance == running.record.instance }
      guard open.isEmpty else {
        throw AttemptError(
          "'\(name)' was started with another \(why), and \(open[0].exercise) is open in it; "
            + "to start it afresh: lab machine stop --name \(name)")
      }
      tell("restarting, since the \(why) is another now")
      try machines.stop(name)
    }
    return try machines.start(
      name, kind: kind, payload: payload, now: ProgressStore.now(),
      endsWithStarter: isTemporary || endsWithStarter, tell: tell)
  }

  /// What of a machine that runs is not what would be handed in now.
  private static func difference(_ record: MachineRecord, _ payload: MachinePayload) -> String? {
    if record.labDigest != payload.labDigest { return "lab" }
    // In namespaces the course's own files are seen, as they are at any time.
    let isSame =
      record.kind == .namespaced
      ? record.notes["course"] == payload.course : record.courseDigest == payload.courseDigest
    return isSame ? nil : "course"
  }

  // MARK: - Digests

  /// Of what stat(2) says, since the files are large: another build is another inode or time.
  private static func digest(ofFiles paths: [String]) throws -> String {
    digest(
      try paths.map { path in
        var facts = stat()
        guard stat(path, &facts) == 0 else {
          throw AttemptError("\(path): \(String(cString: strerror(errno)))")
        }
        return "\(facts.st_ino) \(facts.st_size) \(facts.st_mtim.tv_sec) \(facts.st_mtim.tv_nsec)"
      })
  }

  private static func digest(ofFolders folders: [String]) throws -> String {
    var lines: [String] = []
    for folder in folders {
      let names = (try? FileManager.default.subpathsOfDirectory(atPath: folder)) ?? []
      for name in names.sorted() {
        var facts = stat()
        guard stat("\(folder)/\(name)", &facts) == 0 else { continue }
        lines.append("\(name) \(facts.st_size) \(facts.st_mtim.tv_sec) \(facts.st_mtim.tv_nsec)")
      }
    }
    return digest(lines)
  }

  private static func digest(_ lines: [String]) -> String {
    var hash = SHA256()
    for line in lines { hash.update(data: Array("\(line)\n".utf8)) }
    return hexadecimal(Array(hash.finalize()).prefix(16))
  }
}

/// Whether machines of a kind can be had here.
public struct MachineKindFinding {
  /// Which kind.
  public let kind: MachineKind
  /// Why not; nil where they can.
  public let obstacle: String?
  /// A command that has to be run once before; nil where none has to.
  public let preparation: String?
}

extension Lab {
  /// What kinds of practice machines can be had here, each tried.
  public static func machineKinds() -> [MachineKindFinding] {
    machineMakers.map { maker in
      MachineKindFinding(
        kind: maker.kind, obstacle: maker.obstacle(), preparation: maker.preparation())
    }
  }

  /// The kind that is started where none is named.
  ///
  /// - Throws: `AttemptError` with why none can be had.
  public func machineKindToHave() throws -> MachineKind {
    let found = Self.machineKinds()
    let possible = found.filter { $0.obstacle == nil }
    if let ready = possible.first(where: { $0.preparation == nil }) ?? possible.first {
      return ready.kind
    }
    let why = found.map { "\($0.kind.rawValue): \($0.obstacle ?? "")" }.joined(separator: "; ")
    throw AttemptError("no practice machine can be had here: \(why)", kind: .unsupported)
  }
}
