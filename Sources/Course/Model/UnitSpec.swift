public import Checking
public import Systemd

/// A unit of an exercise: written and started by the lab, or by the learner under this name.
public struct UnitSpec: Sendable {
  /// Whether set-up starts it.
  public enum Start: String, CaseIterable, Sendable {
    /// It doesn't.
    case no = "false"
    /// It does, and waits until it is active.
    case yes = "true"
    /// It does, and what comes of it is the exercise.
    case ignore
  }

  /// What checks, roles and templates call it.
  public var key: String
  /// The full name; it holds the run's, so that it can be nobody's own.
  public var name: Template
  /// Whose unit it is.
  public var manager: Manager
  /// What set-up writes; nil where the learner writes it, or where it is transient.
  public var file: Template?
  /// Files of its drop-in folder, by their names.
  public var dropIns: [(name: String, content: Template)]
  /// Whether set-up enables it.
  public var isEnabled: Bool
  /// Whether set-up starts it.
  public var start: Start
  /// Where it stands.
  public var place: SourcePlace

  /// Whether set-up writes anything for it.
  public var isWritten: Bool { file != nil || !dropIns.isEmpty }

  /// The full name once names have values; nil for what no manager would take.
  public func unitName(_ names: (String) -> String?) -> UnitName? {
    name.filledCompletely(names).flatMap { UnitName($0) }
  }
}
