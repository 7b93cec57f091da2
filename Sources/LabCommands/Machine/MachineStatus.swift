import ArgumentParser
import Attempts
import Machines
import ProcFS
import Progress

struct MachineStatus: LabSubcommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Which practice machines run, and what can be had here.")
  @OptionGroup var common: CommonOptions
  @Option(help: "text or json.") var format: PlainFormat = .text

  /// `--format json`.
  struct Report: Codable {
    struct Machine: Codable {
      var name: String
      var kind: String
      var seconds: Double
      /// Of its init or its QEMU, as the host sees it.
      var pid: Int32?
      /// Open in it.
      var exercises: [String]
    }
    struct Kind: Codable {
      var kind: String
      var works: Bool
      /// Why not, or what has to be done before; nil where it can be started right away.
      var note: String?
    }
    var machines: [Machine]
    var kinds: [Kind]
  }

  func execute() throws -> Int32 {
    let lab = try common.lab()
    let now = ProgressStore.now()
    // A state directory that is full, or broken, hides no machine.
    let open = (try? lab.openInMachines()) ?? []
    let machines = try lab.machines.list()
    let report = Report(
      machines: machines.map { machine in
        .init(
          name: machine.record.name, kind: machine.kind.rawValue,
          seconds: (now - machine.record.started).rounded(), pid: machine.record.process?.pid,
          exercises: open.filter { $0.residence.instance == machine.record.instance }
            .map(\.exercise))
      },
      kinds: Lab.machineKinds().map {
        .init(
          kind: $0.kind.rawValue, works: $0.obstacle == nil,
          note: $0.obstacle ?? $0.preparation.map { "first, once: \($0)" })
      })
    switch format {
    case .json: try emit(encodeJSON(report))
    case .text: try emit(MachineScreen.status(report, look: .standard))
    }
    return 0
  }
}
