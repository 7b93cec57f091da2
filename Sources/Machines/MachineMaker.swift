/// What is handed into a machine: the lab's programs and the course, the same as outside.
public struct MachinePayload: Hashable, Sendable {
  /// Absolute path of the folder with `lab`, `lab-workload` and its links.
  public var programs: String
  /// Absolute path of the folder with `Lessons` and `Exercises`.
  public var course: String
  /// Of the program `lab`.
  public var labDigest: String
  /// Of the course's files.
  public var courseDigest: String
  /// What `lab --version` says.
  public var labVersion: String

  /// All members, as they are.
  public init(
    programs: String, course: String, labDigest: String, courseDigest: String, labVersion: String
  ) {
    self.programs = programs
    self.course = course
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
