import ArgumentParser
import Attempts
import Glibc
import Supervision

struct WorkloadCommand: LabSubcommand {
  static let configuration = CommandConfiguration(
    commandName: "workload",
    abstract: "Run a simulated workload by hand, such as: lab workload trainer", helpNames: [])
  @Argument(parsing: .captureForPassthrough) var words: [String] = []

  func execute() throws -> Int32 {
    let program = try Lab.workloadFolder() + "/lab-workload"
    guard access(program, X_OK) == 0 else {
      throw AttemptError("\(program): not there; build it with: make build")
    }
    var arguments: [UnsafeMutablePointer<CChar>?] = (["lab-workload"] + words).map { strdup($0) }
    arguments.append(nil)
    execv(program, arguments)
    throw AttemptError("\(program): \(String(cString: strerror(errno)))")
  }
}

/// `lab supervise --state DIR`: the lab starts it by itself.
enum SuperviseCommand {
  static func run(_ arguments: [String]) -> Int32 {
    guard arguments.count == 2, arguments[0] == "--state" else {
      complain("usage: lab supervise --state DIR (the lab starts it by itself)")
      return 64
    }
    return SupervisorMain.run(state: arguments[1], version: LabMain.version)
  }
}
