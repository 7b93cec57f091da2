import ArgumentParser
import Attempts
import Glibc
import Supervision

struct HereCommand: LabSubcommand {
  static let configuration = CommandConfiguration(
    commandName: "here", abstract: "Make this shell known to the lab: eval \"$(lab here)\"")
  @OptionGroup var common: CommonOptions

  func execute() throws -> Int32 {
    let lab = try common.lab()
    let shell = getppid()
    try lab.registerShell(shell)
    let folder = shellQuoted(try Lab.workloadFolder())
    try emit([
      "export LAB_SOCK=\(shellQuoted(lab.paths.socket))",
      "case \":$PATH:\" in *:\(folder):*) ;; *) export PATH=\"$PATH\":\(folder);; esac",
    ])
    complain("this shell (\(shell)) is known; what you start here counts")
    if isatty(1) == 1 { complain("for its variables too, type: eval \"$(lab here)\"") }
    return 0
  }
}
