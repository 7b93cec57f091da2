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
      names = [try which.running(lab).record.name]
    }
    for name in names {
      guard try lab.machines.stop(name) else {
        try emit("no practice machine '\(name)' runs; what was left of it is cleaned up")
        continue
      }
      try emit("\(name): stopped; everything in it is gone")
    }
    if names.isEmpty { try emit("no practice machine runs") }
    return 0
  }
}
