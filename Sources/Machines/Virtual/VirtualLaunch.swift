internal import CLinux
internal import FoundationEssentials
internal import Glibc
internal import ProcFS

/// From a disk in a machine's folder to a QEMU that runs from it.
struct VirtualLaunch {
  private var record: MachineRecord
  private let folder: String
  private let arguments: QEMUArguments
  private let keeper: String

  /// What the record's notes remember, so that a machine can be started again from its snapshot.
  enum Note {
    static let program = "qemu"
    /// The lab that keeps it.
    static let keeper = "keeper"
    /// Whose end is the machine's; absent where it outlives everybody.
    static let starter = "starter"
    static let image = "image"
    static let accelerator = "accelerator"
  }

  /// What was handed in, in the machine's folder.
  static let handIn = "hand-in.tar"
  static let log = "qemu.log"

  /// - Throws: `files` where the record's notes lack something.
  init(record: MachineRecord, folder: String, snapshot: String?) throws(MachineError) {
    guard let program = record.notes[Note.program], let keeper = record.notes[Note.keeper],
      let image = record.notes[Note.image],
      let accelerator = record.notes[Note.accelerator].flatMap(QEMUArguments.Accelerator.init)
    else {
      throw MachineError(.files, "\(folder): the record does not say how it was started")
    }
    self.record = record
    self.folder = folder
    self.keeper = keeper
    arguments = QEMUArguments(
      program: program, accelerator: accelerator, image: image, handIn: Self.handIn,
      snapshot: snapshot)
  }

  /// Starts it, and waits until QEMU runs the guest.
  ///
  /// - Parameter save: Keeps the record as soon as QEMU has a PID.
  /// - Returns: the record with its process and its endpoints.
  func run(
    save: (MachineRecord) throws(MachineError) -> Void
  ) throws(MachineError) -> MachineRecord {
    for name in [QEMUArguments.monitor, QEMUArguments.console, Self.log]
      + (0..<QEMUArguments.ports).map(QEMUArguments.port)
    {
      unlink("\(folder)/\(name)")
    }
    var record = record
    let process = try start()
    record.process = process
    record.endpoints = (0..<QEMUArguments.ports).map {
      .init(socket: "\(folder)/\(QEMUArguments.port($0))", sharing: .one)
    }
    do throws(MachineError) {
      try save(record)
      // It answers once the snapshot is loaded.
      while access("\(folder)/\(QEMUArguments.monitor)", F_OK) != 0 {
        if hasEnded(process, within: .milliseconds(5)) { throw ended() }
      }
      do throws(MachineError) {
        _ = try QMPConnection("\(folder)/\(QEMUArguments.monitor)", limit: .seconds(60))
      } catch {
        throw hasEnded(process, within: .seconds(2)) ? ended() : error
      }
    } catch {
      try? VirtualMachine.end(record)
      throw error
    }
    return record
  }

  /// Starts the keeper, and reads which process its QEMU is.
  private func start() throws(MachineError) -> ProcessIdentity {
    // One that is reset may be another lab's: it ends with nobody but whoever started it.
    let starter = KeeperStarter.current(isOutlived: record.notes[Note.starter] != "\(getpid())")
    return try HelperProgram.process(
      of: [keeper, "machine-qemu", folder] + starter.words + ["--"] + arguments.words,
      log: "\(folder)/keeper.log", isEnvironmentKept: true)
  }

  private func hasEnded(_ process: ProcessIdentity, within limit: Duration) -> Bool {
    (try? Pidfd(process))?.hasEnded(within: limit) ?? true
  }

  private func ended() -> MachineError {
    MachineError(.failed, "QEMU ended at once: \(Self.lastWords(in: folder))")
  }

  /// The last line of QEMU's own log.
  static func lastWords(in folder: String) -> String {
    let text = (try? String(contentsOfFile: "\(folder)/\(log)", encoding: .utf8)) ?? ""
    return text.split(whereSeparator: \.isNewline).last.map(String.init) ?? "it said nothing"
  }
}
