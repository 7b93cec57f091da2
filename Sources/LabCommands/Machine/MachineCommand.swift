import ArgumentParser
import Attempts
import Machines

/// `lab machine`: practice machines, by hand.
struct MachineCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "machine", abstract: "The practice machine: start, shell, status, stop, image.",
    discussion: """
      Some exercises change what belongs to a whole system, or need a systemd. They run in a practice \
      machine, with the same lab inside. 'lab start' starts one by itself where an exercise needs it.
      """,
    subcommands: [
      MachineStart.self, MachineShell.self, MachineStatus.self, MachineStop.self,
      MachineImageCommand.self,
    ], defaultSubcommand: MachineStatus.self)
}

/// Which practice machine a command is about.
struct MachineOption: ParsableArguments {
  @Option(
    name: .customLong("name"),
    help: ArgumentHelp(
      "Which one; left out: 'practice', or 'practice-vm' for a virtual one.", valueName: "NAME"))
  var option: String?
  // What comes to people first: lab machine stop practice-vm.
  @Argument(help: .hidden) var argument: String?

  var name: String? { option ?? argument }

  func validate() throws {
    guard let option, let argument else { return }
    throw ValidationError("'\(option)' and '\(argument)': one machine at a time")
  }

  /// The machine that runs; the only one where none is named.
  func running(_ lab: Lab) throws -> any PracticeMachine {
    if let name {
      guard let machine = try lab.machines.find(name) else {
        let hint = argument == nil ? "" : "; a command goes behind --: lab machine shell -- \(name)"
        throw AttemptError(
          "no practice machine '\(name)' runs\(hint.isEmpty ? "; lab machine status lists them" : hint)",
          kind: .usage)
      }
      return machine
    }
    let all = try lab.machines.list()
    guard let first = all.first else {
      throw AttemptError(
        "no practice machine runs; to start one: lab machine start", kind: .usage)
    }
    guard all.count == 1 else {
      let names = all.map(\.record.name).joined(separator: ", ")
      throw AttemptError("more than one runs (\(names)): --name says which", kind: .usage)
    }
    return first
  }
}
