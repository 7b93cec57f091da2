internal import CLinux
internal import FoundationEssentials
internal import Glibc

/// The practice machines of one state directory: `machines/NAME/machine.json` and what is beside it.
///
/// Every call first cleans what a killed start, or a machine that died, has left.
public struct MachineStore {
  /// The name that a machine has unless another is given.
  public static let usualName = "practice"

  /// Absolute; holds a folder a machine and its lock file.
  public let folder: String
  private let makers: [any MachineMaker.Type]

  /// - Parameters:
  ///   - state: The state directory, absolute.
  ///   - makers: Who makes which kind.
  public init(state: String, makers: [any MachineMaker.Type]) {
    folder = "\(state)/machines"
    self.makers = makers
  }

  private init(folder: String, makers: [any MachineMaker.Type]) {
    self.folder = folder
    self.makers = makers
  }

  /// Cleans what a machine that has ended left, unless somebody is busy with it; for its keeper.
  ///
  /// - Parameter path: The machine's folder.
  static func tidy(_ path: String, makers: [any MachineMaker.Type]) {
    guard let slash = path.lastIndex(of: "/") else { return }
    let store = MachineStore(folder: String(path[..<slash]), makers: makers)
    _ = try? store.find(String(path[path.index(after: slash)...]))
    // Where its folder was deleted only that is left.
    if access(path, F_OK) != 0 { try? MachineLock(path: "\(path).lock", waiting: .zero)?.remove() }
  }

  /// Whether this can be a machine's name: a host name's label, short enough for a socket's path.
  public static func isName(_ name: String) -> Bool {
    guard let first = name.utf8.first, name.utf8.count <= 24, first != UInt8(ascii: "-") else {
      return false
    }
    return name.utf8.allSatisfy { byte in
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
        || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "-")
    }
  }

  /// Who makes machines of a kind.
  public func maker(of kind: MachineKind) -> (any MachineMaker.Type)? {
    makers.first { $0.kind == kind }
  }

  // MARK: - Looking

  /// The machines that run, by name.
  public func list() throws(MachineError) -> [any PracticeMachine] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    var found: [any PracticeMachine] = []
    for name in names.sorted() where Self.isName(name) {
      if let machine = try find(name) { found.append(machine) }
    }
    for name in names where name.hasSuffix(".lock") && !names.contains(String(name.dropLast(5))) {
      // Of a start that was killed before there was a folder.
      try MachineLock(path: "\(folder)/\(name)", waiting: .zero)?.remove()
    }
    return found
  }

  /// The machine of that name, if it runs; what is left of one that does not is cleaned.
  public func find(_ name: String) throws(MachineError) -> (any PracticeMachine)? {
    HelperProgram.reap()
    guard Self.isName(name), access(path(name), F_OK) == 0 else { return nil }
    if let machine = running(name) { return machine }
    // Somebody may be starting it right now: then it isn't there yet, and nothing is to be cleaned.
    guard let lock = try MachineLock(path: "\(path(name)).lock", waiting: .zero) else { return nil }
    if let machine = running(name) {
      lock.release()
      return machine
    }
    defer { lock.remove() }
    try clean(name)
    return nil
  }

  private func running(_ name: String) -> (any PracticeMachine)? {
    guard let record = try? record(name), record.stage == .running,
      let maker = maker(of: record.kind)
    else { return nil }
    let machine = maker.attach(record, folder: path(name))
    return machine.isRunning ? machine : nil
  }

  /// Ends what a record names and removes the folder.
  private func clean(_ name: String) throws(MachineError) {
    if let record = try? record(name) {
      try maker(of: record.kind)?.clean(record, folder: path(name))
    }
    try remove(path(name))
    // Beside it, as whoever brings something back from it uses it.
    unlink("\(path(name)).fetch")
  }

  // MARK: - Starting and stopping

  /// The machine of that name, started if it does not run.
  ///
  /// - Parameters:
  ///   - endsWithStarter: Whether it ends when this program does, however that ends.
  ///   - tell: Told each step, in a few words.
  /// - Throws: `taken` where one of another kind has the name.
  public func start(
    _ name: String, kind: MachineKind, payload: MachinePayload, now: Double,
    endsWithStarter: Bool = false, tell: @escaping (String) -> Void = { _ in }
  ) throws(MachineError) -> any PracticeMachine {
    guard Self.isName(name) else {
      throw MachineError(
        .missing,
        "'\(name)' can't be a machine's name: small letters, digits and hyphens, 24 at most")
    }
    guard let maker = maker(of: kind) else {
      throw MachineError(.unsupported, "this lab can't start a \(kind.rawValue) machine")
    }
    try makePrivate(folder)
    let lock = try lock(name, tell: tell)
    var isThere = false
    defer { if isThere { lock.release() } else { lock.remove() } }
    if let machine = running(name) {
      isThere = true
      guard machine.kind == kind else {
        throw MachineError(
          .taken,
          "'\(name)' is a \(machine.kind.rawValue) machine; end it first: lab machine stop "
            + "--name \(name)")
      }
      return machine
    }
    if let why = maker.obstacle() {
      throw MachineError(.unsupported, "no \(kind.rawValue) machine can be had here: \(why)")
    }
    try clean(name)
    let record = MachineRecord(
      name: name, kind: kind, instance: String(decoding: Preface.token(), as: UTF8.self),
      started: now, labVersion: payload.labVersion, labDigest: payload.labDigest)
    let plan = MachinePlan(
      folder: path(name), payload: payload, endsWithStarter: endsWithStarter, record: record,
      save: { record throws(MachineError) in try record.save(in: path(name)) }, tell: tell)
    do {
      try makePrivate(path(name))
      try record.save(in: path(name))
      let machine = try maker.start(plan)
      var record = machine.record
      record.stage = .running
      record.courseDigest = payload.courseDigest
      record.notes["course"] = payload.course
      try record.save(in: path(name))
      isThere = true
      return maker.attach(record, folder: path(name))
    } catch {
      try? clean(name)
      throw error
    }
  }

  /// Ends a machine and everything in it.
  ///
  /// - Returns: whether there was one that ran.
  @discardableResult
  public func stop(_ name: String) throws(MachineError) -> Bool {
    guard Self.isName(name), access(path(name), F_OK) == 0 else { return false }
    let lock = try lock(name)
    defer { lock.remove() }
    let machine = running(name)
    try machine?.stop()
    try clean(name)
    return machine != nil
  }

  /// The lock of a machine that is to be started or stopped.
  ///
  /// - Parameter tell: Told when somebody else has it: they may take as long as a first start does.
  private func lock(
    _ name: String, tell: (String) -> Void = { _ in }
  ) throws(MachineError) -> MachineLock {
    let file = "\(path(name)).lock"
    if let lock = try MachineLock(path: file, waiting: .zero) { return lock }
    tell("another lab is busy with '\(name)': waiting for it")
    if let lock = try MachineLock(path: file, waiting: Self.patience) { return lock }
    throw MachineError(.taken, "another lab has been busy with '\(name)' for four minutes")
  }

  /// How long a lab may be busy with a machine.
  private static let patience = Duration.seconds(240)

  // MARK: - Files

  /// The folder of a machine.
  public func path(_ name: String) -> String { "\(folder)/\(name)" }

  func record(_ name: String) throws(MachineError) -> MachineRecord {
    try MachineRecord.read(in: path(name))
  }

  private func makePrivate(_ path: String) throws(MachineError) {
    do {
      try FileManager.default.createDirectory(
        atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw MachineError(.files, "\(path): can't be made: \(reason(error))")
    }
  }

  private func remove(_ path: String) throws(MachineError) {
    guard access(path, F_OK) == 0 else { return }
    do {
      try FileManager.default.removeItem(atPath: path)
    } catch {
      throw MachineError(.files, "\(path): can't be removed: \(reason(error))")
    }
  }
}

/// Held while a machine is started or stopped; the kernel lets go of it when its holder dies.
struct MachineLock {
  private let path: String
  private let descriptor: Int32

  /// - Parameter limit: How long to wait for whoever holds it.
  /// - Returns: nil where they hold it still.
  init?(path: String, waiting limit: Duration) throws(MachineError) {
    self.path = path
    let deadline = ContinuousClock.now + limit
    while true {
      let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
      guard file >= 0 else { throw MachineError.call(.files, path) }
      let isHeld = flock(file, LOCK_EX | LOCK_NB) == 0
      let failure = errno
      // Whoever held it before may have removed the file: then it keeps nobody away.
      if isHeld, Self.isFile(file, at: path) {
        descriptor = file
        return
      }
      close(file)
      if isHeld { continue }
      guard failure == EWOULDBLOCK || failure == EINTR, ContinuousClock.now < deadline else {
        return nil
      }
      usleep(50_000)
    }
  }

  private static func isFile(_ descriptor: Int32, at path: String) -> Bool {
    var held = stat()
    var found = stat()
    return fstat(descriptor, &held) == 0 && stat(path, &found) == 0
      && held.st_dev == found.st_dev && held.st_ino == found.st_ino
  }

  func release() { close(descriptor) }

  /// Lets go of it for good: what it was for is no more.
  func remove() {
    unlink(path)
    close(descriptor)
  }

  /// The descriptor that holds it, for somebody else to close.
  func handOver() -> Int32 { descriptor }
}
