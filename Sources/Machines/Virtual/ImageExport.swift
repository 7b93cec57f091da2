internal import FoundationEssentials
internal import Glibc

/// Makes a disk that starts by itself out of a virtual machine with this lab in it: the course's own
/// machine, to be handed out.
public enum ImageExport {
  /// What an output file may end in.
  public static let formats = ["qcow2", "img", "raw", "vmdk", "vdi"]

  /// Looks whether a disk could be written, before anything is started.
  ///
  /// - Throws: `told` where what is missing was said on standard error.
  public static func check(_ output: String) throws(MachineError) {
    guard let recipe = MachineRecipe.folder() else {
      throw MachineError(.files, "Machine/export-image is missing")
    }
    let words = ["/bin/bash", "\(recipe)/export-image", "--check", output]
    guard try RecipeRun.status(of: words, output: -1) == 0 else {
      throw MachineError(.told, "\(output) can't be written")
    }
  }

  /// Switches a machine off and makes a disk of it.
  ///
  /// - Parameters:
  ///   - machine: A virtual one that nobody else uses; it has ended afterwards.
  ///   - output: Absolute path; its ending says the format.
  /// - Returns: what to tell those who get it.
  public static func export(
    _ machine: any PracticeMachine, to output: String, tell: (String) -> Void
  ) throws(MachineError) -> String {
    guard let machine = machine as? VirtualMachine,
      let image = machine.record.notes[VirtualLaunch.Note.image]
    else {
      throw MachineError(.unsupported, "only a virtual machine can be made a disk of")
    }
    guard let recipe = MachineRecipe.folder() else {
      throw MachineError(.files, "Machine/export-image is missing")
    }
    // Nobody may clean a machine that was switched off on purpose.
    guard let lock = try MachineLock(path: "\(machine.folder).lock", waiting: .seconds(10)) else {
      throw MachineError(.taken, "another lab is busy with '\(machine.record.name)'")
    }
    defer { lock.release() }
    tell("preparing the disk")
    try prepare(machine, image: image)
    tell("switching it off")
    let off = SessionRequest(
      ["/bin/systemctl", "poweroff", "--no-block"], user: .root, login: false)
    // It may be gone before it has answered.
    _ = try? machine.run(off, limit: .seconds(30))
    let deadline = ContinuousClock.now + .seconds(180)
    while machine.isRunning {
      guard ContinuousClock.now < deadline else {
        throw MachineError(.unreachable, "the machine does not switch itself off")
      }
      usleep(50_000)
    }
    tell("")
    return try writeDisk(machine, recipe: recipe, output: output)
  }

  /// What its own start needs, and nothing of this one's.
  private static func prepare(_ machine: VirtualMachine, image: String) throws(MachineError) {
    guard let initrd = try? Data(contentsOf: URL(filePath: "\(image)/initrd")) else {
      throw MachineError(.files, "\(image)/initrd: can't be read")
    }
    let script = """
      set -e
      cat >/boot/initrd
      journalctl --quiet --rotate || :
      rm -rf /var/log/journal/* /home/learner/.bash_history /home/learner/.local
      : >/etc/machine-id
      sync
      """
    let request = SessionRequest(["/bin/sh", "-c", script], user: .root, login: false)
    let result = try machine.run(request, input: Array(initrd), limit: .seconds(120))
    guard result.status == 0 else {
      throw MachineError(.failed, "the disk can't be prepared: \(result.errorText.trimmed)")
    }
  }

  private static func writeDisk(
    _ machine: VirtualMachine, recipe: String, output: String
  ) throws(MachineError) -> String {
    let words = "\(machine.folder)/export.txt"
    unlink(words)
    let descriptor = open(words, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw MachineError.call(.files, words) }
    defer { close(descriptor) }
    let status = try RecipeRun.status(
      of: [
        "/bin/bash", "\(recipe)/export-image", "\(machine.folder)/\(QEMUArguments.disk)", output,
      ], output: descriptor)
    guard status == 0 else { throw MachineError(.told, "\(output) was not written") }
    guard let text = try? String(contentsOfFile: words, encoding: .utf8) else {
      throw MachineError(.files, "\(words): can't be read")
    }
    return text
  }
}
