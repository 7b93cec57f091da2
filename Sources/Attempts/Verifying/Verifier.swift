internal import Course
import FoundationEssentials
import Glibc
internal import Record
import Shell

/// Tries an exercise as its author promised it: everything waits at the start, every solution
/// passes, every near miss fails for its own reason, nothing is left behind.
///
/// It runs inside the sandbox, where it sees only its own processes; see `Sandbox`.
public final class Verifier {
  let lab: Lab
  /// Which draws to try: both ends of the parameters.
  let draws: [Drawing]

  /// A verifier over the use cases of one sandbox.
  public init(lab: Lab, draws: [Drawing] = [.low, .high]) {
    self.lab = lab
    self.draws = draws
  }

  /// Tries every solution and every near miss; what goes wrong is in the result, never thrown.
  public func verify(_ id: String) -> Verification {
    var result = Verification(exercise: id)
    let exercise: Exercise
    do {
      exercise = try lab.exercise(id)
    } catch {
      result.steps.append(
        .init(name: "load", draw: "", passed: false, seconds: 0, problem: "\(error)"))
      return result
    }
    for solution in exercise.solutions {
      for draw in draws {
        result.steps.append(try_(exercise, "solutions/\(solution.name)", draw, solution.text, nil))
      }
    }
    for (index, script) in exercise.nearMissScripts.enumerated() {
      let expected = exercise.nearMisses.first { $0.name == script.name }?.expected ?? [:]
      // Near misses take turns between the ends of the parameters.
      let draw = draws[index % draws.count]
      result.steps.append(
        try_(exercise, "near-misses/\(script.name)", draw, script.text, expected))
    }
    return result
  }

  // MARK: - One script

  /// Sets the exercise up, types the script, and judges what came of it.
  private func try_(
    _ exercise: Exercise, _ name: String, _ draw: Drawing, _ script: String,
    _ expected: [String: String]?
  ) -> Verification.Step {
    let clock = ContinuousClock()
    let began = clock.now
    var step = Verification.Step(name: name, draw: draw.name, passed: false, seconds: 0)
    var run: ScriptRun?
    do {
      let started = try ScriptRun(lab: lab, exercise: exercise, draw: draw)
      run = started
      try started.assertAllWaiting()
      try started.play(script)
      if let expected {
        try started.expect(reasons: expected)
      } else {
        try started.expectPassed()
      }
    } catch {
      step.problem = "\(error)"
      step.details = run?.explanation(expected: expected ?? [:]) ?? []
    }
    do {
      try run?.finish()
    } catch {
      if step.problem == nil { step.problem = "\(error)" }
    }
    let took = began.duration(to: clock.now)
    step.seconds =
      Double(took.components.seconds) + Double(took.components.attoseconds) / 1e18
    step.passed = step.problem == nil
    return step
  }
}
