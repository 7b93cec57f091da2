internal import FoundationEssentials
internal import Glibc

/// What is given into a virtual machine, as tar files.
enum HandIn {
  /// The programs, as they are to lie below /opt/lab: the second disk.
  static func programs(of payload: MachinePayload, to file: String) throws(MachineError) {
    let names = try programNames(in: payload.programs)
    for name in ["lab", "lab-workload"] {
      guard names.contains(name) else {
        throw MachineError(.files, "\(payload.programs)/\(name) is missing: make build")
      }
      try StaticProgram.check("\(payload.programs)/\(name)")
    }
    let staged = "\(file).programs"
    try? FileManager.default.removeItem(atPath: staged)
    defer { try? FileManager.default.removeItem(atPath: staged) }
    guard mkdir(staged, 0o755) == 0, mkdir("\(staged)/bin", 0o755) == 0 else {
      throw MachineError.call(.files, staged)
    }
    for name in names {
      let source = "\(payload.programs)/\(name)"
      let target = "\(staged)/bin/\(name)"
      if let place = try? FileManager.default.destinationOfSymbolicLink(atPath: source) {
        guard symlink(place, target) == 0 else { throw MachineError.call(.files, target) }
      } else {
        try strip(source, to: target)
      }
    }
    try tar(file, folder: staged, names: ["bin"], options: [])
  }

  /// A copy without symbols where there is a strip: with them it is twice as large, in the machine's
  /// memory, too.
  private static func strip(_ source: String, to target: String) throws(MachineError) {
    if let strip = HostCommand.find("strip"),
      try HostCommand.run([strip, "-o", target, source], limit: .seconds(120)).status == 0
    {
      return
    }
    try CopiedFile.copy(source, to: target)
  }

  /// The course, as it is to lie below /opt/lab/share/lab.
  static func course(of payload: MachinePayload, to file: String) throws(MachineError) {
    let names = ["Lessons", "Exercises"].filter { access("\(payload.course)/\($0)", R_OK) == 0 }
    guard !names.isEmpty else {
      throw MachineError(.files, "\(payload.course): there is no course")
    }
    try tar(
      file, folder: payload.course, names: names,
      options: ["--mode=u+rwX,go=rX", "--exclude-vcs"])
  }

  /// `lab`, `lab-workload`, and the links to it: not what else lies in a build folder.
  private static func programNames(in folder: String) throws(MachineError) -> [String] {
    let all: [String]
    do {
      all = try FileManager.default.contentsOfDirectory(atPath: folder)
    } catch {
      throw MachineError(.files, "\(folder): can't be read: \(reason(error))")
    }
    return all.filter { name in
      if name == "lab" || name == "lab-workload" { return true }
      guard name.hasPrefix("lab-") else { return false }
      let target = try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\(name)")
      return target == "lab-workload"
    }
  }

  private static func tar(
    _ file: String, folder: String, names: [String], options: [String]
  ) throws(MachineError) {
    guard let program = HostCommand.find("tar") else {
      throw MachineError(.unsupported, "there is no tar here: apt-get install tar")
    }
    var words = [program, "--create", "--file", file, "--directory", folder]
    words += ["--owner=root:0", "--group=root:0", "--numeric-owner", "--format=gnu"]
    let said = try HostCommand.run(words + options + ["--"] + names, limit: .seconds(120))
    guard said.status == 0 else {
      throw MachineError(.files, "\(file): can't be written: \(said.text.trimmed)")
    }
  }
}
