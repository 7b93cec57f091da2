import Attempts
import Course
import Glibc
import Machines

/// From an exercise or a lesson that this machine can't host to the learner's prompt in one that can,
/// and back.
struct MachineVisit<Matter: Placeable> {
  let lab: Lab
  let matter: Matter
  let look: Look

  /// Says what is needed and what is done about it, in two lines; then goes in.
  ///
  /// - Parameters:
  ///   - line: What the lab inside begins with, such as `start systemd/first-unit`.
  ///   - say: Writes lines on the screen.
  func run(_ line: String, say: ([String]) -> Void) throws -> VisitOutcome {
    guard case .machine(let kind, let why, let first) = lab.placement(of: matter) else {
      return .refused
    }
    let running = try lab.machines.find(Lab.usualMachineName(kind)) != nil
    say([""] + announcement(kind, why: why, first: first, isRunning: running) + [""])
    if first != nil { return .refused }
    let progress = MachineProgress()
    defer { progress.end() }
    let stay = try lab.enter(kind, for: matter, version: LabMain.version) { progress.tell($0) }
    progress.tell("your prompt begins there")
    let outcome = try relay(stay, line) { progress.end() }
    if outcome == .left { say([""] + farewell(stay) + [""]) }
    return outcome
  }

  private func announcement(
    _ kind: MachineKind, why: String, first: String?, isRunning: Bool
  ) -> [String] {
    let name = Lab.usualMachineName(kind)
    let where_ = "\(matter.placeSubject) runs in a practice machine (\(kind.rawValue))"
    if let first {
      return look.wrap(
        "  \(where_), not here: \(why). It has to be made once before: "
          + first, indent: 2)
    }
    if isRunning {
      return look.wrap("  \(where_). '\(name)' is up: going in.", indent: 2)
    }
    let what =
      kind == .namespaced
      ? "a systemd of its own on this kernel; its root is root here in disguise"
      : "a virtual machine; it takes a while to boot"
    return look.wrap("  \(where_), not here: \(why).", indent: 2)
      + look.wrap(
        "  Starting '\(name)': \(what). What is written in it is gone at its end.", indent: 2)
  }

  // MARK: - Inside

  /// - Parameter whenItSpeaks: Called before the first byte that comes out is shown.
  private func relay(
    _ stay: PracticeStay, _ line: String, whenItSpeaks: @escaping () -> Void
  ) throws -> VisitOutcome {
    let request = stay.request(
      ["prompt", "--begin", line], environment: TerminalRelay.environment(),
      terminal: TerminalRelay.size)
    let fetch = Fetching(residence: stay.residence)
    var relay = TerminalRelay()
    relay.tickEvery = stay.machine.kind == .virtual ? .seconds(4) : .seconds(2)
    relay.onTick = { fetch.tick() }
    relay.whenItSpeaks = whenItSpeaks
    do {
      let end = try relay.run(stay.machine.open(request))
      fetch.end()
      try stay.bringBack()
      return end.wasHungUp ? .hungUp : .left
    } catch let error as MachineError where error.code == .unreachable {
      fetch.end()
      guard !MachineEnd.isOver(stay.machine) else {
        let told = lab.onNotice
        lab.onNotice = nil
        defer { lab.onNotice = told }
        _ = try lab.openInMachines()
        throw AttemptError(
          "the practice machine '\(stay.residence.name)' has ended, and what was open in it. It "
            + "costs you nothing: \(matter.placeWord) begins afresh")
      }
      throw AttemptError(
        "the connection to '\(stay.residence.name)' was lost: \(matter.placeWord) goes there again"
      )
    }
  }

  private func farewell(_ stay: PracticeStay) -> [String] {
    let name = stay.residence.name
    let passed = (try? lab.passedExercises()) ?? []
    let open = ((try? lab.openInMachines()) ?? []).filter { $0.residence == stay.residence }
      .map(\.exercise).filter { !passed.contains($0) }
    var text = "Back on your own machine. "
    if let first = open.first {
      text +=
        "\(open.joined(separator: ", ")) \(open.count == 1 ? "stays" : "stay") open in "
        + "'\(name)': start \(first) goes on there. "
    }
    text += "\(MachineScreen.stop(name)) ends it, and everything in it is gone then."
    return look.wrap("  \(text)", indent: 2)
  }
}

/// What a visit came to.
enum VisitOutcome: Equatable {
  /// The learner left the prompt inside.
  case left
  /// The window was closed.
  case hungUp
  /// Nothing was started: what was said says why.
  case refused
}

/// Brings back what is new while the learner is inside, in a program of its own: keys don't wait.
private final class Fetching {
  private let residence: Residence
  private var running: Running?

  private final class Running {
    let program: Program
    init(_ program: consuming Program) { self.program = program }
  }

  init(residence: Residence) { self.residence = residence }

  func tick() {
    if let running, running.program.wait(milliseconds: 0) == nil { return }
    running = nil
    guard let executable = try? Lab.executable(),
      let program = try? Program(
        [executable, "machine-fetch", residence.text], environment: processEnvironment(),
        directory: nil, output: nil)
    else { return }
    running = Running(program)
  }

  /// Lets the last one finish.
  func end() {
    if let running, running.program.wait(milliseconds: 5000) == nil { running.program.end() }
    running = nil
  }
}
