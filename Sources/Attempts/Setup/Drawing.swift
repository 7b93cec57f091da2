import Course

/// Which numbers an attempt gets.
public enum Drawing: Sendable, Equatable {
  /// The learner's own, from their key: the same again until a new round.
  case keyed
  /// The low end of every parameter: for verify.
  case low
  /// The high end of every parameter: for verify.
  case high

  /// For the record, and for people.
  public var name: String {
    switch self {
    case .keyed: "keyed"
    case .low: "low"
    case .high: "high"
    }
  }

  func draw(_ key: LearnerKey, exercise: String, round: Int) -> Draw {
    switch self {
    case .keyed: .keyed(key.drawBytes(exercise: exercise, round: round))
    case .low: .low
    case .high: .high
    }
  }
}
