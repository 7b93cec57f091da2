/// What is handed into a machine: the lab's programs and the course, the same as outside.
public struct MachinePayload: Hashable, Sendable {
  /// Absolute path of the folder with `lab`, `lab-workload` and its links.
  public var programs: String
  /// Absolute path of the folder with `Lessons` and `Exercises`.
  public var course: String
  /// Absolute path of the folder that is `Machine` in the sources: units, and what builds an image.
  public var machineFiles: String
  /// Of the program `lab`.
  public var labDigest: String
  /// Of the course's files.
  public var courseDigest: String
  /// What `lab --version` says.
  public var labVersion: String

  /// All members, as they are.
  public init(
    programs: String, course: String, machineFiles: String, labDigest: String,
    courseDigest: String, labVersion: String
  ) {
    self.programs = programs
    self.course = course
    self.machineFiles = machineFiles
    self.labDigest = labDigest
    self.courseDigest = courseDigest
    self.labVersion = labVersion
  }
}

/// What a maker is given to start a machine.
public struct MachinePlan {
  /// The machine's folder, mode 0700, there and empty but for the record.
  public let folder: String
  /// What is handed in.
  public let payload: MachinePayload
  /// Whether it ends when the program that starts it does, however that ends: for verification.
  public let endsWithStarter: Bool
  /// The record so far; `save` keeps a newer one.
  public var record: MachineRecord
  /// Keeps the record, so that whoever comes after a kill finds what there is to clean.
  public let save: (MachineRecord) throws(MachineError) -> Void
  /// Says a step to the learner, in a few words without a full stop, such as "booting".
  public let tell: (String) -> Void
}

/// Makes machines of one kind.
public protocol MachineMaker {
  /// Which kind.
  static var kind: MachineKind { get }

  /// Why none can be had here, and what would help; nil where it can. Tried, not guessed.
  static func obstacle() -> String?

  /// A command that has to be run once before the first start, such as one that builds an image; nil
  /// where none has to.
  static func preparation() -> String?

  /// What a machine of this kind has.
  static func offer() -> MachineOffer

  /// Starts one and waits until its agent answers and the learner's user manager runs.
  ///
  /// On an error everything that was started is ended again.
  static func start(_ plan: MachinePlan) throws(MachineError) -> any PracticeMachine

  /// Takes up a machine that runs.
  static func attach(_ record: MachineRecord, folder: String) -> any PracticeMachine

  /// Ends what is left of a machine, however far it came: processes, control groups, sockets. Its
  /// folder is removed by the caller. Idempotent.
  static func clean(_ record: MachineRecord, folder: String) throws(MachineError)
}

/// What a machine offers to exercises, before it is started.
public struct MachineOffer: Hashable, Sendable {
  /// cgroup v2 controllers that the learner's user manager has.
  public var controllers: Set<String>
  /// How many CPUs; nil is as many as the host.
  public var cpus: Int?
  /// How much memory is free in it; nil is as much as on the host.
  public var freeBytes: UInt64?
  /// Programs that are installed in it; nil is those of the host.
  public var programs: Set<String>?

  /// All members, as they are.
  public init(
    controllers: Set<String>, cpus: Int? = nil, freeBytes: UInt64? = nil,
    programs: Set<String>? = nil
  ) {
    self.controllers = controllers
    self.cpus = cpus
    self.freeBytes = freeBytes
    self.programs = programs
  }
}

extension MachineMaker {
  public static func preparation() -> String? { nil }
}
