public import Course
public import Machines
import ProcFS

/// Where an exercise runs: the learner's own machine if it can, else a practice machine.
public enum Placement: Equatable, Sendable {
  /// Here.
  case here
  /// In a practice machine, which is started for it.
  ///
  /// - `why`: what this machine lacks, as the end of "E: …".
  /// - `first`: a command that has to be run once before; nil where none has to.
  case machine(MachineKind, why: String, first: String?)
  /// Nowhere: what this machine lacks, and what each kind of practice machine does.
  case nowhere(why: String)

  /// The kind of machine; nil where it runs nowhere.
  public var kind: MachineKind? {
    switch self {
    case .here: .host
    case .machine(let kind, _, _): kind
    case .nowhere: nil
    }
  }

  /// Why it does not run here; nil where it does.
  public var why: String? {
    switch self {
    case .here: nil
    case .machine(_, let why, _), .nowhere(let why): why
    }
  }
}

/// What can be placed: an exercise, or a lesson with its `try` lines.
public protocol Placeable {
  /// As learners name it, such as "systemd/first-unit" or "systemd/1".
  var placeName: String { get }
  /// The beginning of a sentence about where it runs.
  var placeSubject: String { get }
  /// The word that goes there, such as "start systemd/first-unit".
  var placeWord: String { get }
  /// What a machine must offer for it.
  var requires: [Requirement] { get }
}

extension Exercise: Placeable {
  /// Its id.
  public var placeName: String { id }
  /// Its id.
  public var placeSubject: String { id }
  /// `start` and its id.
  public var placeWord: String { "start \(id)" }
}

extension Lesson: Placeable {
  /// Without its number.
  public var placeName: String { "\(module)/\(id.drop { $0.isNumber || $0 == "-" })" }
  /// Its lines run somewhere; itself it is read.
  public var placeSubject: String { "What \(placeName) shows" }
  /// `lesson` and its name.
  public var placeWord: String { "lesson \(placeName)" }
}

/// Decides where exercises run; what has to be tried is tried once.
public final class Placer {
  /// A kind of practice machine, as it was found.
  struct Kind {
    var kind: MachineKind
    var obstacle: () -> String?
    var preparation: () -> String?
    var offer: () -> MachineOffer
  }

  private let machine: Machine
  private let kinds: [Kind]
  private var obstacles: [MachineKind: String?] = [:]
  private var preparations: [MachineKind: String?] = [:]
  private var offers: [MachineKind: MachineOffer] = [:]
  private var hostAnswers: [Requirement: String?] = [:]

  /// - Parameters:
  ///   - machine: The learner's own.
  ///   - kinds: In the order in which they are preferred; empty inside a practice machine.
  init(machine: Machine, kinds: [Kind]) {
    self.machine = machine
    self.kinds = kinds
  }

  /// Where an exercise with these requirements runs.
  public func place(_ requirements: [Requirement]) -> Placement {
    guard let lacking = requirements.first(where: { hostObstacle($0) != nil }) else { return .here }
    // That it belongs into a practice machine is said anyway.
    let first = lacking == .practice ? "it changes the system" : hostObstacle(lacking) ?? ""
    var reasons: [String] = []
    for kind in kinds {
      if let why = obstacle(in: kind, requirements) {
        reasons.append("\(kind.kind.rawValue) machine: \(why)")
        continue
      }
      return .machine(kind.kind, why: first, first: preparation(of: kind))
    }
    return .nowhere(why: ([first] + reasons).joined(separator: "; "))
  }

  // MARK: - What was found

  private func hostObstacle(_ requirement: Requirement) -> String? {
    // A nice value may change while the prompt is open.
    if requirement != .usualNice, let known = hostAnswers[requirement] { return known }
    let found = machine.obstacle(to: requirement)
    hostAnswers[requirement] = .some(found)
    return found
  }

  /// Why machines of a kind can't host it: what they can't offer, else why there are none.
  private func obstacle(in kind: Kind, _ requirements: [Requirement]) -> String? {
    if let why = requirements.lazy.compactMap({ self.lack(of: $0, in: kind) }).first { return why }
    if let known = obstacles[kind.kind] { return known }
    let found = kind.obstacle()
    obstacles[kind.kind] = .some(found)
    return found
  }

  private func preparation(of kind: Kind) -> String? {
    if let known = preparations[kind.kind] { return known }
    let found = kind.preparation()
    preparations[kind.kind] = .some(found)
    return found
  }

  private func offer(of kind: Kind) -> MachineOffer {
    if let known = offers[kind.kind] { return known }
    let found = kind.offer()
    offers[kind.kind] = found
    return found
  }

  /// What machines of a kind lack for a requirement; nil where they have it.
  private func lack(of requirement: Requirement, in kind: Kind) -> String? {
    switch requirement {
    case .tty, .root, .repl, .systemd, .userManager, .practice: return nil
    case .cgroup("any"): return nil
    case .cgroup(let controller):
      guard !offer(of: kind).controllers.contains(controller) else { return nil }
      return kind.kind == .namespaced
        ? "the controller '\(controller)' is not in this machine's cgroup v2 hierarchy"
        : "it has no controller '\(controller)'"
    case .cpus(let wanted):
      guard let cpus = offer(of: kind).cpus else { return hostObstacle(requirement) }
      return cpus >= wanted ? nil : "it has \(cpus) CPUs, \(wanted) are needed"
    case .memory(let bytes):
      guard let free = offer(of: kind).freeBytes else { return hostObstacle(requirement) }
      return free >= bytes ? nil : "it has \(free >> 20) MiB free, \(bytes >> 20) are needed"
    case .tmux, .screen:
      guard let programs = offer(of: kind).programs else { return hostObstacle(requirement) }
      return programs.contains("\(requirement)") ? nil : "\(requirement) isn't installed in it"
    case .autogroup where kind.kind == .virtual:
      // Its image switches it on.
      return nil
    case .usualNice: return kind.kind == .virtual ? nil : "it would be as nice"
    case .theseCPUs(let wanted):
      guard let cpus = offer(of: kind).cpus else { return hostObstacle(requirement) }
      return wanted.numbers.allSatisfy { $0 < cpus } ? nil : "it has \(cpus) CPUs, not \(wanted)"
    case .gpu, .network:
      return "it has no '\(requirement)'"
    default:
      // What hangs on the kernel is in namespaces what it is here.
      return kind.kind == .namespaced
        ? hostObstacle(requirement) : "it is not known to have '\(requirement)'"
    }
  }
}

extension Placer {
  /// Decides with what this lab can start.
  ///
  /// - Parameter machine: The learner's own; in a practice machine there is no other one.
  public convenience init(_ machine: Machine) {
    self.init(
      machine: machine,
      kinds: (machine.isPractice ? [] : Lab.machineMakers).map { maker in
        Kind(
          kind: maker.kind, obstacle: { maker.obstacle() },
          preparation: { maker.preparation() }, offer: { maker.offer() })
      })
  }
}

extension Lab {
  /// Where an exercise runs, or where a lesson's lines can be tried.
  public func placement(of matter: some Placeable) -> Placement { placer.place(matter.requires) }

  /// Why it can't run here, nor in a practice machine; nil when it can.
  public func obstacle(to matter: some Placeable) -> String? {
    guard case .nowhere(let why) = placement(of: matter) else { return nil }
    return isInMachine ? "\(why); leave this machine (exit), and start it outside" : why
  }
}
