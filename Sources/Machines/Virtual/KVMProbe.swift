internal import FoundationEssentials
internal import Glibc
internal import ProcFS

/// Whether /dev/kvm works: it can be there, and open, and never run a guest's first instruction.
///
/// So a machine without a disk is started, which says one line and ends. What came of it is kept until
/// this host is started again.
enum KVMProbe {
  /// How long the probe may take; a working one takes half a second.
  static let limit = Duration.seconds(6)

  /// What is to be used here.
  ///
  /// - Parameters:
  ///   - keeper: The lab that QEMU is started by.
  ///   - program: QEMU.
  ///   - folder: For the probe's files.
  ///   - tell: Told when something is tried.
  static func accelerator(
    keeper: String, program: String, version: String, image: MachineImage, cache: String,
    folder: String,
    tell: (String) -> Void
  ) throws(MachineError) -> QEMUArguments.Accelerator {
    guard access("/dev/kvm", R_OK | W_OK) == 0 else { return .tcg }
    let boot = (try? ProcRoot().bootID()).map(\.description) ?? ""
    let known = "\(cache)/kvm"
    let question = "\(boot) \(version)"
    if let answer = try? String(contentsOfFile: known, encoding: .utf8) {
      for accelerator in [QEMUArguments.Accelerator.kvm, .tcg]
      where answer == "\(question) \(accelerator.rawValue)\n" {
        return accelerator
      }
    }
    tell("trying /dev/kvm")
    let console = "\(folder)/probe.log"
    // One that never runs its guest never ends: it goes with this program, even if that is killed.
    let process = try HelperProgram.process(
      of: [keeper, "machine-qemu", folder] + KeeperStarter.current(isOutlived: false).words + ["--"]
        + QEMUArguments.probe(program: program, image: image.folder, console: console),
      log: "\(folder)/keeper.log", isEnvironmentKept: true)
    if let qemu = try? Pidfd(process), !qemu.hasEnded(within: limit) { try? qemu.send(.kill) }
    let said = (try? String(contentsOfFile: console, encoding: .utf8)) ?? ""
    let accelerator: QEMUArguments.Accelerator = said.contains("LAB-PROBE-OK") ? .kvm : .tcg
    // Where it can't be kept it is tried again.
    try? Data("\(question) \(accelerator.rawValue)\n".utf8)
      .write(to: URL(filePath: known), options: .atomic)
    return accelerator
  }
}
