import Attempts

/// Where something runs, in a few words, if it isn't the learner's own machine.
enum PlaceNote {
  static func note(_ placement: Placement) -> String? {
    switch placement {
    case .here: nil
    case .machine: "in a practice machine"
    case .nowhere: "not on this machine"
    }
  }

  /// What holds of all of them; nil where they differ, or are here.
  static func common(_ placements: [Placement]) -> String? {
    let notes = Set(placements.map(note))
    return notes.count == 1 ? notes.first ?? nil : nil
  }
}
