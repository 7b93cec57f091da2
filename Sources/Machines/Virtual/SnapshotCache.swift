internal import CLinux
internal import FoundationEssentials
internal import Glibc
internal import ProcFS

/// A machine that has booted, ready to go on from there: a disk with a snapshot in it, and what had been
/// handed in.
struct MachineSnapshot: Hashable {
  /// Absolute path.
  let folder: String
  var disk: String { "\(folder)/\(QEMUArguments.disk)" }
  var handIn: String { "\(folder)/hand-in.tar" }
  /// What the snapshot in the disk is called.
  static let name = "ready"
}

/// The snapshots of a cache: one for each lab, image, and way to execute it.
struct SnapshotCache {
  /// Absolute path.
  let folder: String

  /// What a snapshot is called: it fits nothing else than what it was taken of.
  static func key(
    image: MachineImage, labDigest: String, accelerator: QEMUArguments.Accelerator, version: String
  ) -> String {
    let machine = QEMUArguments(
      program: version, accelerator: accelerator, image: image.name, handIn: labDigest,
      snapshot: nil)
    // FNV-1a, 64 bits: the same in every run, unlike `Hasher`.
    var value: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in machine.words.joined(separator: "\0").utf8 {
      value = (value ^ UInt64(byte)) &* 0x100_0000_01b3
    }
    let digits = String(value, radix: 16)
    return "\(accelerator.rawValue)-" + String(repeating: "0", count: 16 - digits.count) + digits
  }

  /// One that is there, whole: it came by a rename.
  func find(_ key: String) -> MachineSnapshot? {
    let snapshot = MachineSnapshot(folder: "\(folder)/\(key)")
    guard access(snapshot.disk, R_OK) == 0, access(snapshot.handIn, R_OK) == 0 else { return nil }
    return snapshot
  }

  /// Only one is prepared at a time; nil where that takes somebody else too long.
  func lock(_ key: String, waiting limit: Duration) throws(MachineError) -> MachineLock? {
    try makeFolder()
    return try MachineLock(path: "\(folder)/.\(key).lock", waiting: limit)
  }

  /// Takes over what was prepared in another folder, which may be on another file system.
  func publish(_ key: String, from prepared: String) throws(MachineError) -> MachineSnapshot {
    try makeFolder()
    let place = "\(folder)/\(key)"
    let part = "\(place).part-\(getpid())"
    removeParts()
    guard mkdir(part, 0o700) == 0 else { throw MachineError.call(.files, part) }
    do throws(MachineError) {
      for name in [QEMUArguments.disk, "hand-in.tar"] {
        try CopiedFile.copy("\(prepared)/\(name)", to: "\(part)/\(name)")
      }
    } catch {
      // What it holds is the room that may have been missing.
      remove(part)
      throw error
    }
    remove(place)
    guard rename(part, place) == 0 else { throw MachineError.call(.files, place) }
    prune(keeping: 2, and: key)
    return MachineSnapshot(folder: place)
  }

  /// Removes what was half there when its maker was killed, and locks that nobody holds.
  private func removeParts() {
    for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] {
      if name.hasPrefix("."), name.hasSuffix(".lock") {
        try? MachineLock(path: "\(folder)/\(name)", waiting: .zero)?.remove()
      }
      let parts = name.split(separator: ".")
      guard parts.count == 2, parts[1].hasPrefix("part") else { continue }
      let maker = Int32(parts[1].dropFirst("part-".count)) ?? 0
      if maker == getpid() || maker <= 0 || (try? ProcRoot().process(maker)) == nil {
        remove("\(folder)/\(name)")
      }
    }
  }

  /// One that does not work is not tried again.
  func forget(_ key: String) { remove("\(folder)/\(key)") }

  /// Old labs' snapshots go; a machine that runs has its own copy.
  private func prune(keeping count: Int, and key: String) {
    var others: [(path: String, modified: Int)] = []
    for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    where name != key && !name.hasPrefix(".") && !name.contains(".part") {
      var status = stat()
      let path = "\(folder)/\(name)"
      guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { continue }
      others.append((path, status.st_mtim.tv_sec))
    }
    for other in others.sorted(by: { $0.modified > $1.modified }).dropFirst(count - 1) {
      remove(other.path)
    }
  }

  private func remove(_ path: String) {
    try? FileManager.default.removeItem(atPath: path)
  }

  private func makeFolder() throws(MachineError) {
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw MachineError(.files, "\(folder): can't be made: \(reason(error))")
    }
  }
}

/// A file's second self, as cheap as the file system can make it.
enum CopiedFile {
  /// A clone where there are clones, else a copy without the holes.
  static func copy(_ source: String, to target: String) throws(MachineError) {
    let said = try HostCommand.run(
      ["/bin/cp", "--reflink=auto", "--sparse=always", "--", source, target], limit: .seconds(300))
    guard said.status == 0 else {
      throw MachineError(.files, "\(target): can't be copied: \(said.text.trimmed)")
    }
  }

  /// A second name where one can be had, else a copy; for files that nobody writes to any more.
  static func share(_ source: String, as target: String) throws(MachineError) {
    unlink(target)
    guard link(source, target) != 0 else { return }
    try copy(source, to: target)
  }
}

extension String {
  /// Without white space at its ends, on one line.
  var trimmed: String { split(whereSeparator: \.isWhitespace).joined(separator: " ") }
}
