package import Progress

/// What goes into a practice machine before the learner does.
package struct HandIn: Codable {
  /// What was reached until now; of attempts, those that are over.
  package var parcel: ProgressParcel
  /// Exercises that are open outside.
  package var elsewhere: [String]
}

/// What the outside knows of the attempts in a machine, so that only news comes back.
package struct GiveBackRequest: Codable {
  package struct Known: Codable {
    /// How much of the journal there is outside.
    package var bytes: Int
    /// Whether it is known to be over.
    package var isOver: Bool
  }

  package var known: [String: Known]
  /// Judge what is open first, as for a report.
  package var finalising: Bool
}

/// What comes back out of a machine: the attempts that live in it, and their records.
package struct GiveBack: Codable {
  /// Text that follows what the outside has.
  package struct Piece: Codable {
    package var offset: Int
    package var text: String
  }

  package var parcel: ProgressParcel
  /// By attempt.
  package var journals: [String: Piece]
  /// By attempt, for those that the outside doesn't know: its copy of the exercise, by path.
  package var exercises: [String: [String: String]]
  /// A journal has more than fits into one piece.
  package var hasMore: Bool
}
