internal import FoundationEssentials
public import ProcFS
internal import Record

/// What the state directory knows about a practice machine: `machines/NAME/machine.json`.
///
/// It is written before anything is started, and again with each step, so that whoever comes after a
/// kill finds what there is to clean.
public struct MachineRecord: Codable, Hashable, Sendable {
  /// How far it came.
  public enum Stage: String, Codable, Hashable, Sendable {
    /// Somebody is starting it, if they live and hold its lock.
    case starting
    /// Its agent has answered.
    case running
  }

  /// Where its agent listens.
  public struct Endpoint: Codable, Hashable, Sendable {
    /// How sessions share it.
    public enum Sharing: String, Codable, Hashable, Sendable {
      /// A socket on which the agent listens: a connection a session, as many as wanted.
      case many
      /// A socket that leads to one serial port: one session at a time, under a lock file beside it.
      case one
    }

    /// Absolute path of a unix socket.
    public var socket: String
    /// How sessions share it.
    public var sharing: Sharing

    /// All members, as they are.
    public init(socket: String, sharing: Sharing) {
      self.socket = socket
      self.sharing = sharing
    }
  }

  /// Such as "practice"; the folder's name.
  public var name: String
  /// Which kind it is.
  public var kind: MachineKind
  /// How far it came.
  public var stage: Stage
  /// Drawn at each start, so that attempts know in which machine they lived.
  public var instance: String
  /// Its init as the host sees it, or its QEMU; nil before it was started.
  public var process: ProcessIdentity?
  /// Where its agent listens.
  public var endpoints: [Endpoint]
  /// Seconds since 1970.
  public var started: Double
  /// The lab that started it.
  public var labVersion: String
  /// Of the lab's program that runs in it.
  public var labDigest: String
  /// Of the course that was handed in; nil where none was.
  public var courseDigest: String?
  /// Absolute path of its control group, where it has one.
  public var controlGroup: String?
  /// What else a kind has to remember, such as the name of a snapshot.
  public var notes: [String: String]

  /// A machine that is about to be started.
  public init(
    name: String, kind: MachineKind, instance: String, started: Double, labVersion: String,
    labDigest: String
  ) {
    self.name = name
    self.kind = kind
    self.stage = .starting
    self.instance = instance
    self.process = nil
    self.endpoints = []
    self.started = started
    self.labVersion = labVersion
    self.labDigest = labDigest
    self.courseDigest = nil
    self.controlGroup = nil
    self.notes = [:]
  }
}

extension MachineRecord {
  static func path(in folder: String) -> String { "\(folder)/machine.json" }

  /// - Throws: `files`.
  static func read(in folder: String) throws(MachineError) -> MachineRecord {
    let file = path(in: folder)
    do {
      let data = try Data(contentsOf: URL(filePath: file))
      return try JSONLineDecoder.decode(MachineRecord.self, from: Array(data))
    } catch {
      throw MachineError(.files, "\(file): no record of a machine (\(error))")
    }
  }

  /// Writes it beside itself and renames it, so that it is whole at any moment.
  ///
  /// - Throws: `files`.
  package func save(in folder: String) throws(MachineError) {
    let file = Self.path(in: folder)
    do {
      let bytes = try JSONLineEncoder.encode(self) + [UInt8(ascii: "\n")]
      try Data(bytes).write(to: URL(filePath: file), options: .atomic)
    } catch {
      throw MachineError(.files, "\(file): can't be written: \(reason(error))")
    }
  }
}
