internal import CLinux
internal import FoundationEssentials
internal import Glibc

/// Tries, in a mount namespace of its own, what a namespaced machine is made of.
public enum MachineTrial {
  /// `lab machine-trial FOLDER`: 0 where it works, else a line on standard output.
  public static func run(folder: String) -> Int32 {
    do {
      let plan = NamespacedPlan(
        folder: folder, programs: "", course: "", units: "", hostname: "", machineID: "", bootID: ""
      )
      try MachineRoot(plan: plan).tryLayers()
      print("works")
      return 0
    } catch {
      print("! \(error)")
      return 1
    }
  }

  /// Why it does not work here; nil where it does.
  static func obstacle() -> String? {
    var template = Array("/tmp/lab-trial-XXXXXX\0".utf8).map { CChar(bitPattern: $0) }
    guard mkdtemp(&template) != nil else { return "no folder can be made in /tmp" }
    let folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    // The running program is no lab in a test.
    let lab = getenv("LAB_EXECUTABLE").map { String(cString: $0) } ?? "/proc/self/exe"
    let line = try? HelperProgram.firstLine(
      of: [lab, "machine-trial", folder], log: "\(folder)/log")
    switch line {
    case "works": return nil
    case let line? where line.hasPrefix("! "):
      return Self.explained(String(line.dropFirst(2)))
    default: return "it could not be tried whether layers can be put over this machine's files"
    }
  }

  /// What the step that failed means.
  static func explained(_ line: String) -> String {
    let (denied, absent) = (String(cString: strerror(EPERM)), String(cString: strerror(ENODEV)))
    if line.hasSuffix(denied) {
      return "root may not make namespaces or mounts here, as in most containers (\(line))"
    }
    if line.hasSuffix(absent), line.contains("overlay") {
      return "the kernel has no overlay file system (\(line)); as root: modprobe overlay"
    }
    return "no layer can be put over this machine's files: \(line)"
  }
}
