import Attempts
import Course
import FoundationEssentials
import Glibc
import Machines

/// Verifications of exercises that run in practice machines: in one machine of their kind, one after
/// the other, and each finds it as it was right after its start.
struct MachineVerification {
  /// Temporary: its machines end with this program.
  let lab: Lab
  let kind: MachineKind
  /// Seconds that one exercise may take.
  let limit: Int

  /// - Parameter each: Called with each verification as it ends.
  func run(_ exercises: [Exercise], each: (Verification) throws -> Void) throws {
    let name = kind == .virtual ? "verify-vm" : "verify"
    let progress = MachineProgress()
    var machine: (any PracticeMachine)?
    defer { _ = try? lab.machines.stop(name) }
    for exercise in exercises {
      var result: Verification
      let began = ContinuousClock.now
      do {
        defer { progress.end() }
        if let running = machine, running.isRunning {
          try running.reset()
        } else {
          machine = try lab.startMachine(kind, name: name, version: LabMain.version) {
            progress.tell($0)
          }
        }
        guard let machine else { return }
        result = try verify(exercise, in: machine)
      } catch {
        machine = nil
        _ = try? lab.machines.stop(name)
        let took = (ContinuousClock.now - began) / .seconds(1)
        result = Verification(
          exercise: exercise.id,
          steps: [
            .init(name: "verify", draw: "", passed: false, seconds: took, problem: "\(error)")
          ])
      }
      result.machine = kind.rawValue
      try each(result)
    }
  }

  private func verify(
    _ exercise: Exercise, in machine: any PracticeMachine
  ) throws -> Verification {
    let request = SessionRequest(
      ["/opt/lab/bin/lab", "author", "verify-one", exercise.id, "--result", "-"],
      environment: ["TERM": "xterm", "LAB_LEARNER": "/run/lab/no-key"],
      user: exercise.requires.contains(.root) ? .root : .learner)
    let result = try machine.run(request, limit: .seconds(limit))
    do {
      return try JSONDecoder().decode(Verification.self, from: Data(result.output))
    } catch {
      let lines = (result.text + result.errorText).split(separator: "\n").map(String.init)
      return Verification(
        exercise: exercise.id,
        steps: [
          .init(
            name: "verify", draw: "", passed: false, seconds: 0,
            problem: "the verification itself broke off", details: lines.suffix(20))
        ])
    }
  }
}
