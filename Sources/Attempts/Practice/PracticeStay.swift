import Course
import FoundationEssentials
import Glibc
public import Machines
import Progress
import Record
import Supervision

/// A learner's stay in a practice machine: what was reached goes in with them, and comes out again.
public final class PracticeStay {
  /// Where they are.
  public let machine: any PracticeMachine
  /// As whom: root where the exercise wants it.
  public let user: SessionRequest.User
  private let lab: Lab

  init(lab: Lab, machine: any PracticeMachine, user: SessionRequest.User) {
    self.lab = lab
    self.machine = machine
    self.user = user
  }

  /// What is kept with the attempts that live in it.
  public var residence: Residence {
    Residence(name: machine.record.name, instance: machine.record.instance, user: user)
  }

  /// The lab inside, asked to do something.
  ///
  /// - Parameters:
  ///   - words: Such as `check`, `systemd/first-unit`.
  ///   - environment: What of the learner's terminal it should know.
  ///   - terminal: nil gives it pipes.
  public func request(
    _ words: [String], environment: [String: String] = [:],
    terminal: SessionRequest.Terminal? = nil
  ) -> SessionRequest {
    var environment = environment
    // Who learns was handed in; a key file that lies in there may be another's.
    environment["LAB_LEARNER"] = "/run/lab/no-key"
    return SessionRequest(
      ["/opt/lab/bin/lab"] + words, environment: environment, user: user, terminal: terminal)
  }

  // MARK: - In

  /// Hands in who learns and what they reached.
  public func handIn() throws {
    let learner = try lab.learner().learner
    let residence = residence.text
    let parcel = try lab.store().parcel(for: learner, withEvidence: false) { stored in
      // What lives in there is there already.
      stored.state != .open && stored.machine != residence
    }
    let elsewhere = try lab.store().openAttempts(learner: learner.id)
      .filter { $0.machine != residence }.map(\.exercise)
    let bytes = try JSONLineEncoder.encode(HandIn(parcel: parcel, elsewhere: elsewhere))
    _ = try ask("take", bytes)
  }

  // MARK: - Out

  /// Brings back what is new: attempts, verdicts with their evidence, answers, hints, records.
  ///
  /// - Parameter finalising: Have what is open judged first, as for a report.
  public func bringBack(finalising: Bool = false) throws {
    // One at a time: records grow at their end.
    let lock = try FetchLock("\(lab.machines.path(machine.record.name)).fetch")
    defer { lock.release() }
    let residence = residence.text
    let learner = try lab.learner().learner
    var finalising = finalising
    while true {
      var request = GiveBackRequest(known: [:], finalising: finalising)
      for stored in try lab.store().attempts(learner: learner.id)
      where stored.machine == residence {
        request.known[stored.id] = .init(
          bytes: size(of: lab.paths.attempt(stored.id).journal), isOver: stored.state != .open)
      }
      let output = try ask("give", try JSONLineEncoder.encode(request))
      let answer = try JSONLineDecoder.decode(GiveBack.self, from: output)
      // Files first: whoever sees the row finds them.
      for (id, files) in answer.exercises where Self.isName(id) {
        try write(files, below: lab.paths.attempt(id).exercise)
      }
      for (id, piece) in answer.journals where Self.isName(id) { try append(piece, to: id) }
      let refused = try lab.store().take(answer.parcel) { stored in
        stored.machine = residence
        stored.journal = lab.paths.attempt(stored.id).journal
      }
      for id in refused {
        lab.onNotice?("\(id) can't be kept here: another attempt at its exercise is open")
      }
      guard answer.hasMore else { return }
      finalising = false
    }
  }

  /// Runs `lab machine-progress WORD` inside.
  private func ask(_ word: String, _ input: [UInt8]) throws -> [UInt8] {
    var request = request(["machine-progress", word])
    request.login = false
    let result = try machine.run(request, input: input)
    guard result.status == 0 else {
      let line = result.errorText.split(separator: "\n").last.map(String.init) ?? ""
      throw AttemptError("the lab in '\(machine.record.name)' can't do that: \(line)")
    }
    return result.output
  }

  // MARK: - Files

  /// Whether an id from inside can be a folder's name here: it comes from where learners are root.
  static func isName(_ id: String) -> Bool {
    !id.isEmpty && id.utf8.count < 200 && id.first != "."
      && id.utf8.allSatisfy { byte in
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
          || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "-")
          || byte == UInt8(ascii: "_")
      }
  }

  private func size(of path: String) -> Int {
    var facts = stat()
    return stat(path, &facts) == 0 ? Int(facts.st_size) : 0
  }

  private func write(_ files: [String: String], below folder: String) throws {
    for (path, text) in files {
      let parts = path.split(separator: "/", omittingEmptySubsequences: false)
      guard !parts.contains(where: { $0.isEmpty || $0 == ".." || $0 == "." }) else { continue }
      let target = "\(folder)/\(path)"
      let parent = String(target[..<(target.lastIndex(of: "/") ?? target.startIndex)])
      do {
        try FileManager.default.createDirectory(
          atPath: parent, withIntermediateDirectories: true,
          attributes: [.posixPermissions: 0o700])
        try Data(text.utf8).write(to: URL(filePath: target))
      } catch {
        throw AttemptError("\(target): can't be written: \(brief(error))")
      }
    }
  }

  /// Puts the next lines behind those that are there; nothing where they don't follow.
  private func append(_ piece: GiveBack.Piece, to id: String) throws {
    let path = lab.paths.attempt(id).journal
    guard piece.offset == size(of: path) else { return }
    let descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else {
      throw AttemptError("\(path): \(String(cString: strerror(errno)))")
    }
    defer { close(descriptor) }
    var rest = Array(piece.text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      guard count > 0 else { throw AttemptError("\(path): \(String(cString: strerror(errno)))") }
      rest = rest.dropFirst(count)
    }
  }
}

/// Held while something is brought back.
private struct FetchLock {
  private let descriptor: Int32

  init(_ path: String) throws {
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else {
      throw AttemptError("\(path): \(String(cString: strerror(errno)))")
    }
    while flock(descriptor, LOCK_EX) != 0, errno == EINTR {}
  }

  func release() { close(descriptor) }
}
