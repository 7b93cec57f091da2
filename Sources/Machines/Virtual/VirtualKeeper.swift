internal import CLinux
internal import Glibc
internal import ProcFS

/// Starts QEMU and stays as its parent; ends it where the machine's record is gone, or the program that
/// it was started for.
///
/// A program of its own, since QEMU outlives the lab that started it.
public enum VirtualKeeper {
  /// - Parameters:
  ///   - folder: The machine's folder, in which QEMU runs, and which its log is in.
  ///   - starter: The keeper's parent; nil lets the machine outlive everybody.
  ///   - command: QEMU with its arguments.
  /// - Returns: 0 when it has ended, 1 where it was not started. What there is to say stands on standard
  ///   output: `PID START-TIME`, or `! WHY`.
  public static func run(folder: String, starter: KeeperStarter?, command: [String]) -> Int32 {
    do {
      let watch = try KeeperWatch(folder: folder, starter: starter)
      let qemu = try HostCommand(
        command, folder: folder, output: .file("\(folder)/\(VirtualLaunch.log)"), detached: true,
        endsWithCaller: true)
      KeeperLine.say("\(qemu.identity.pid) \(qemu.identity.startTimeTicks)")
      // Reaped in both cases, and once.
      if watch.wait(for: qemu.descriptor) == .machine {
        _ = qemu.status()
      } else {
        qemu.end()
      }
      MachineStore.tidy(folder, makers: [VirtualMaker.self])
      return 0
    } catch {
      KeeperLine.say("! \(error)")
      return 1
    }
  }
}
