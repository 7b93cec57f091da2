import Checking
import Course
import Glibc
import Observation
import ProcFS
import Record
import Systemd

/// Units that a live question asks about: the learner's own, looked at when the reply is given.
final class LiveUnits {
  /// Why a reply can't be judged: nothing that counts against anybody.
  struct Obstacle: Error, CustomStringConvertible {
    let description: String
  }

  private let check: Check
  private let manager: Systemctl
  private let units: [UnitName]
  private let properties: Set<String>
  private let observer = Observer()
  private var timeline = Timeline()
  private var sequence = 0

  init(_ quiz: Quiz, _ check: Check, _ manager: Systemctl) {
    self.check = check
    self.manager = manager
    units = quiz.units.map(\.name)
    var planner = LookPlanner(
      units: quiz.units.map {
        .init(key: $0.key, rule: UnitRule(name: $0.name.text, manager: manager.manager))
      })
    planner.add(check) { _ in nil }
    planner.add(quiz.ask)
    planner.add(quiz.why)
    properties = planner.plan.units.reduce(UnitValue.always) { $0.union($1.properties) }
    let names = quiz.units.flatMap { unit in
      [
        ("\(unit.key).unit", unit.name.text), ("\(unit.key).manager", manager.manager.rawValue),
      ]
    }
    if let own = observer.identity(of: getpid()) {
      note(
        .begun(
          AttemptHeader(
            attempt: "quiz", exercise: quiz.id, learner: "", run: "quiz", nonce: "", bench: "",
            parameters: [:], round: 0, wallTime: 0, uid: 0, supervisor: own, reaper: nil,
            reaperReaps: false, clockTicksPerSecond: 100, labVersion: "",
            names: Dictionary(names, uniquingKeysWith: { $1 }))))
    }
    note(.ready)
    // The question itself may name a property.
    _ = try? look()
  }

  /// What a template stands for, such as `first.NRestarts`.
  func value(_ name: String) -> String? { Names(timeline: timeline).value(name) }

  /// Looks again, and compares; a problem is no reply.
  func judge(_ text: String, spec: AnswerSpec) -> Result<Bool, Obstacle> {
    if case .failure(let problem) = AnswerValue.read(text, as: spec, Names(timeline: timeline)) {
      return .failure(Obstacle(description: "\(problem)"))
    }
    do {
      for (unit, values) in try look() where !values.isLoaded {
        return .failure(
          Obstacle(
            description: "\(unit.text) isn't there: start it as this page does, then answer."))
      }
    } catch {
      return .failure(
        Obstacle(description: "This question needs a service manager of yours. \(error)"))
    }
    note(.answered(Answer(name: spec.name, text: text, facts: [:])))
    let world = World(timeline: timeline, now: boottime())
    let verdicts = Judge(checks: [check], answers: [spec], roles: []).verdicts(in: world)
    return .success(verdicts.first?.verdict == .passed)
  }

  private func look() throws(SystemdError) -> [UnitName: UnitProperties] {
    let seen = try manager.show(units, properties)
    for (unit, properties) in seen {
      note(.looked(.unit(unit.text), values: properties.values))
    }
    return seen
  }

  private func note(_ event: Event) {
    timeline.append(
      JournalRecord(sequence: sequence, boot: observer.boot, at: boottime(), event: event))
    sequence += 1
  }
}
