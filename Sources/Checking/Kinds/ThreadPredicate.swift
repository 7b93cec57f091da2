internal import Record

/// A kind that asks how threads are scheduled: about the first, which is what a PID stands for, or
/// about all of them.
protocol ThreadPredicateKind: ProcessPredicateKind {
  var threads: ThreadScope? { get }

  /// Whether a thread is as wanted; nil where that isn't known.
  func fits(_ thread: ThreadFacts, _ scene: Scene) -> Bool?
  /// What a thread is, in plain words: "nice 5".
  func words(_ thread: ThreadFacts) -> String
  /// The lines that show it.
  func evidence(_ thread: ThreadFacts, of track: ProcessTrack, at moment: UInt64) -> [Evidence]
}

/// What `threads:` may say.
package enum ThreadScope: String, CaseIterable, Sendable {
  case all

  /// The entry of a schema.
  static let schema: (String, JSON) = ("threads", .words(allCases.map(\.rawValue)))
}

extension ThreadPredicateKind {
  package var watch: Set<FactGroup> { [.stat, .scheduling] }

  /// Those that it asks about; nil where they were not read.
  private func meant(_ facts: ProcessFacts, of track: ProcessTrack) -> [ThreadFacts]? {
    guard let tasks = facts.tasks, !tasks.isEmpty else { return nil }
    if threads == .all { return tasks }
    return tasks.first { $0.id == track.pid }.map { [$0] }
  }

  package func held(of track: ProcessTrack, _ scene: Scene) -> Held {
    threadsHeld(of: track, scene)
  }

  package func observed(of track: ProcessTrack, _ scene: Scene) -> String {
    threadsObserved(of: track, scene)
  }

  package func evidence(of track: ProcessTrack, _ scene: Scene, at moment: UInt64) -> [Evidence] {
    threadsEvidence(of: track, scene, at: moment)
  }

  func threadsHeld(of track: ProcessTrack, _ scene: Scene) -> Held {
    track.held { facts in
      guard let tasks = meant(facts, of: track) else { return nil }
      let answers = tasks.map { fits($0, scene) }
      if answers.contains(false) { return false }
      return answers.contains(nil) ? nil : true
    }
  }

  /// "nice 0 in 2 of 3 threads": the wrong ones, or all where none is wrong.
  func threadsObserved(of track: ProcessTrack, _ scene: Scene) -> String {
    guard let facts = track.latest, let tasks = meant(facts, of: track) else {
      return "how it is scheduled isn't known"
    }
    let wrong = tasks.filter { fits($0, scene) != true }
    let told = wrong.isEmpty ? tasks : wrong
    guard tasks.count > 1 else { return told.map(words).joined() }
    var counts: [(words: String, count: Int)] = []
    for words in told.map(words) {
      if let index = counts.firstIndex(where: { $0.words == words }) {
        counts[index].count += 1
      } else {
        counts.append((words, 1))
      }
    }
    return counts.prefix(4).map { part in
      part.count == tasks.count
        ? "\(part.words) in all \(tasks.count) threads"
        : "\(part.words) in \(part.count) of \(tasks.count) threads"
    }.joined(separator: ", ")
  }

  /// Of several threads, one that is wrong first.
  func threadsEvidence(
    of track: ProcessTrack, _ scene: Scene, at moment: UInt64
  ) -> [Evidence] {
    guard let facts = track.facts(at: moment), let tasks = meant(facts, of: track) else {
      return []
    }
    let at = track.moments.last { $0.at <= moment }?.at ?? track.since
    return tasks.amissFirst { fits($0, scene) == true }.prefix(4)
      .flatMap { evidence($0, of: track, at: at) }
  }

  /// " in every thread" where it asks for that.
  var scopeWords: String { threads == .all ? " in every thread" : "" }
}

extension ProcessTrack {
  /// The file of a thread that shows a field; of the first thread, the process's own.
  func file(_ name: String, of thread: ThreadFacts) -> String {
    thread.id == pid ? "/proc/\(pid)/\(name)" : "/proc/\(pid)/task/\(thread.id)/\(name)"
  }
}
