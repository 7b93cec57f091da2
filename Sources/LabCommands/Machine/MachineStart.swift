public import ArgumentParser
import Attempts
import Glibc
public import Machines

extension MachineKind: ExpressibleByArgument {
  /// Those that can be started.
  public static var allValueStrings: [String] { [namespaced, virtual].map(\.rawValue) }
}

struct MachineStart: LabSubcommand {
  static let configuration = CommandConfiguration(
    commandName: "start", abstract: "Start a practice machine; one that runs is taken up.")
  @OptionGroup var common: CommonOptions
  @OptionGroup var which: MachineOption
  @Option(
    help: ArgumentHelp("Left out: what can be had here, namespaced first.", valueName: "KIND"))
  var kind: MachineKind?

  func validate() throws {
    guard kind == .host else { return }
    throw ValidationError("--kind is namespaced or virtual; you are on the host already")
  }

  func execute() throws -> Int32 {
    let lab = try common.lab()
    guard !lab.isInMachine else {
      throw AttemptError("you are in a practice machine already; exit leaves it", kind: .usage)
    }
    let kind = try kind ?? lab.machineKindToHave()
    let name = which.name ?? Lab.usualMachineName(kind)
    let look = Look.standard
    if try lab.machines.find(name) != nil {
      try emit(look.wrap("\(name) runs already. To go in: \(MachineScreen.shell(name))", indent: 0))
      return 0
    }
    let progress = MachineProgress()
    let machine: any PracticeMachine
    do {
      defer { progress.end() }
      machine = try lab.startMachine(kind, name: name, version: LabMain.version) {
        progress.tell($0)
      }
    }
    try emit(MachineScreen.started(machine.record, seconds: progress.seconds, look: look))
    return 0
  }
}

/// Says on standard error what is being waited for; on a terminal only, in one line that goes again.
final class MachineProgress {
  private let began = ContinuousClock.now
  private let isShown = isatty(2) == 1
  private var isTold = false

  /// Since it began.
  var seconds: Double { (ContinuousClock.now - began) / .seconds(1) }

  /// - Parameter step: Such as "booting".
  func tell(_ step: String) {
    write("\r\u{1b}[K  \(step) …")
    isTold = true
  }

  /// Nothing is waited for any more.
  func end() {
    if isTold { write("\r\u{1b}[K") }
    isTold = false
  }

  private func write(_ text: String) {
    guard isShown else { return }
    let bytes = Array(text.utf8)
    _ = Glibc.write(2, bytes, bytes.count)
  }
}
