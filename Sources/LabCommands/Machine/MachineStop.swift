import ArgumentParser
import Attempts
import Machines

struct MachineStop: LabSubcommand {
  static let configuration = CommandConfiguration(
    commandName: "stop", abstract: "End a practice machine; everything in it is gone then.")
  @OptionGroup var common: CommonOptions
  @OptionGroup var which: MachineOption
  @Flag(help: "Every practice machine.") var all = false

  func execute() throws -> Int32 {
    let lab = try common.lab()
    let names: [String]
    if all {
      names = try lab.machines.list().map(\.record.name)
    } else if let name = which.name {
      names = [name]
    } else {
      let running = try lab.machines.list()
      names = running.count > 1 ? [try which.running(lab).record.name] : running.map(\.record.name)
    }
    for name in names {
      guard let open = try lab.stopMachine(name) else {
        try emit("no practice machine '\(name)' runs")
        continue
      }
      let with = open.isEmpty ? "" : ", \(open.joined(separator: ", ")) with it"
      try emit("\(name): stopped; everything in it is gone\(with)")
    }
    if names.isEmpty { try emit("no practice machine runs") }
    return 0
  }
}
