import ArgumentParser
import Attempts
import Glibc
import Machines

struct MachineImageCommand: LabSubcommand {
  static let configuration = CommandConfiguration(
    commandName: "image", abstract: "Build the virtual machine's image, or one to hand out.",
    discussion: """
      Built once, from Debian's packages, in about two minutes; it may be interrupted, and goes on \
      where it was. It is kept in ~/.cache/lab/images, or where LAB_IMAGE_DIR says. With --output a \
      disk is written that starts by itself, with this lab and this course in it.
      """)
  @OptionGroup var common: CommonOptions
  @Option(
    help: ArgumentHelp(
      "Write a disk to hand out; .qcow2, .img, .vmdk or .vdi.", valueName: "FILE"))
  var output: String?
  @Option(
    help: ArgumentHelp("Where Debian's packages come from; else Debian's own.", valueName: "URL"))
  var mirror: String?

  func validate() throws {
    guard let output else { return }
    let ending = output.split(separator: ".").last.map(String.init) ?? ""
    guard output.contains("."), ImageExport.formats.contains(ending) else {
      throw ValidationError("'\(output)': its ending says the format: .qcow2, .img, .vmdk or .vdi")
    }
  }

  func execute() throws -> Int32 {
    do {
      return try build()
    } catch let error as MachineError where error.code == .told {
      return 3
    }
  }

  private func build() throws -> Int32 {
    let lab = try common.lab()
    guard !lab.isInMachine else {
      throw AttemptError("you are in a practice machine; exit leaves it", kind: .usage)
    }
    let output = output.map(absolute)
    if let output { try ImageExport.check(output) }
    let image = try ImageBuilder.build(into: ImageCache.current(), mirror: mirror)
    guard let output else {
      try emit(image.folder)
      return 0
    }
    try write(output, lab)
    return 0
  }

  private func write(_ output: String, _ lab: Lab) throws {
    let progress = MachineProgress()
    // A machine of its own: nobody's work is in it, and whoever comes after a kill cleans it.
    let name = "export-\(getpid())"
    do {
      let machine = try lab.startMachine(
        .virtual, name: name, version: LabMain.version, endsWithStarter: true
      ) { progress.tell($0) }
      let words = try ImageExport.export(machine, to: output) { step in
        step.isEmpty ? progress.end() : progress.tell(step)
      }
      progress.end()
      _ = try lab.machines.stop(name)
      try emit(words)
    } catch {
      progress.end()
      _ = try? lab.machines.stop(name)
      throw error
    }
  }

  private func absolute(_ path: String) -> String {
    guard !path.hasPrefix("/"), let here = getcwd(nil, 0) else { return path }
    defer { free(here) }
    return "\(String(cString: here))/\(path)"
  }
}
