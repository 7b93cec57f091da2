import FoundationEssentials
import Glibc
import Progress
import Record
import Supervision

/// The lab in a practice machine: what it is handed, and what it gives back.
extension Lab {
  private static let elsewhereKey = "open-elsewhere"
  /// What marks attempts that were handed in: they live outside.
  private static let outside = "outside"
  /// How much of a journal goes at once.
  private static let piece = 512 << 10

  /// Exercises that are open outside the machine that this lab is in.
  func openElsewhere() throws -> Set<String> {
    guard isInMachine, let text = try store().value(Self.elsewhereKey) else { return [] }
    return Set(text.split(separator: " ").map(String.init))
  }

  /// Takes in what the outside hands in.
  ///
  /// - Parameter bytes: A `HandIn` as JSON.
  public func takeHandIn(_ bytes: [UInt8]) throws {
    let handIn = try JSONLineDecoder.decode(HandIn.self, from: bytes)
    let store = try store()
    try store.setLearner(handIn.parcel.learner)
    try store.take(handIn.parcel) { $0.machine = Self.outside }
    try store.setValue(handIn.elsewhere.joined(separator: " "), for: Self.elsewhereKey)
    // Whoever comes in knows the lab already.
    try store.setValue("yes", for: "first-run")
  }

  /// What is new since the outside asked last.
  ///
  /// - Parameter bytes: A `GiveBackRequest` as JSON.
  /// - Returns: a `GiveBack` as JSON.
  public func giveBack(_ bytes: [UInt8]) throws -> [UInt8] {
    let request = try JSONLineDecoder.decode(GiveBackRequest.self, from: bytes)
    if request.finalising {
      for attempt in try openAttempts() { _ = try? attempt.judge(finalising: true) }
    }
    let learner = try learner().learner
    var answer = GiveBack(
      parcel: ProgressParcel(learner: learner), journals: [:], exercises: [:], hasMore: false)
    answer.parcel = try store().parcel(for: learner, withEvidence: true) { stored in
      guard stored.machine == nil else { return false }
      guard let known = request.known[stored.id], known.isOver else { return true }
      return known.bytes < size(of: paths.attempt(stored.id).journal)
    }
    for attempt in answer.parcel.attempts {
      let files = paths.attempt(attempt.stored.id)
      let known = request.known[attempt.stored.id]
      if known == nil { answer.exercises[attempt.stored.id] = texts(in: files.exercise) }
      let offset = known?.bytes ?? 0
      guard let piece = read(files.journal, from: offset) else { continue }
      answer.journals[attempt.stored.id] = piece
      if offset + piece.text.utf8.count < size(of: files.journal) { answer.hasMore = true }
    }
    return try JSONLineEncoder.encode(answer)
  }

  // MARK: - Files

  private func size(of path: String) -> Int {
    var facts = stat()
    return stat(path, &facts) == 0 ? Int(facts.st_size) : 0
  }

  /// Whole lines from a place on; nil where there is none.
  private func read(_ path: String, from offset: Int) -> GiveBack.Piece? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: Self.piece)
    let count = pread(descriptor, &bytes, bytes.count, offset)
    guard count > 0, let end = bytes[..<count].lastIndex(of: UInt8(ascii: "\n")) else { return nil }
    return .init(offset: offset, text: String(decoding: bytes[...end], as: UTF8.self))
  }

  /// The files below a folder, by path.
  private func texts(in folder: String) -> [String: String] {
    var result: [String: String] = [:]
    let files = FileManager.default
    for path in (try? files.subpathsOfDirectory(atPath: folder)) ?? [] {
      var isFolder = false
      guard files.fileExists(atPath: "\(folder)/\(path)", isDirectory: &isFolder), !isFolder,
        let text = try? String(contentsOfFile: "\(folder)/\(path)", encoding: .utf8)
      else { continue }
      result[path] = text
    }
    return result
  }
}
