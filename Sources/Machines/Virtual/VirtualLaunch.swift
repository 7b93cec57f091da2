internal import CLinux
internal import FoundationEssentials
internal import Glibc
internal import ProcFS

/// From a disk in a machine's folder to a QEMU that runs from it.
struct VirtualLaunch {
  private var record: MachineRecord
  private let folder: String
  private let arguments: QEMUArguments

  /// What the record's notes remember, so that a machine can be started again from its snapshot.
  enum Note {
    static let program = "qemu"
    static let image = "image"
    static let accelerator = "accelerator"
  }

  /// What was handed in, in the machine's folder.
  static let handIn = "hand-in.tar"
  static let log = "qemu.log"

  /// - Throws: `files` where the record's notes lack something.
  init(record: MachineRecord, folder: String, snapshot: String?) throws(MachineError) {
    guard let program = record.notes[Note.program], let image = record.notes[Note.image],
      let accelerator = record.notes[Note.accelerator].flatMap(QEMUArguments.Accelerator.init)
    else {
      throw MachineError(.files, "\(folder): the record does not say how it was started")
    }
    self.record = record
    self.folder = folder
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
    let command = try HostCommand(
      arguments.words, folder: folder, output: .file("\(folder)/\(Self.log)"), detached: true)
    var record = record
    record.process = command.identity
    record.endpoints = (0..<QEMUArguments.ports).map {
      .init(socket: "\(folder)/\(QEMUArguments.port($0))", sharing: .one)
    }
    do throws(MachineError) {
      try save(record)
      // It answers once the snapshot is loaded.
      while access("\(folder)/\(QEMUArguments.monitor)", F_OK) != 0 {
        if command.status(within: .milliseconds(5)) != nil { throw ended() }
      }
      do throws(MachineError) {
        _ = try QMPConnection("\(folder)/\(QEMUArguments.monitor)", limit: .seconds(60))
      } catch {
        throw command.status(within: .seconds(2)) == nil ? error : ended()
      }
    } catch {
      command.end()
      throw error
    }
    return record
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
