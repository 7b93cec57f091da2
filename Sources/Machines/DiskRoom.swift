internal import FoundationEssentials
internal import Glibc

/// Room on the disks that machines are written to: looked for before, and named when it was too little.
enum DiskRoom {
  /// Below that a disk counts as full: a write of some size fails on it.
  static let full: UInt64 = 16 << 20

  /// How many bytes an ordinary user could still write where a folder is, or will be.
  ///
  /// Interface: statvfs(3). nil where it can't be asked.
  static func free(_ folder: String) -> UInt64? {
    var facts = statvfs()
    guard let place = existing(folder), statvfs(place, &facts) == 0 else { return nil }
    return UInt64(facts.f_bavail) * UInt64(facts.f_frsize)
  }

  /// - Parameters:
  ///   - folders: With what is going to be written to each, in bytes; those on one disk share it.
  ///   - what: Who needs it, such as "a virtual machine".
  /// - Throws: `files`, with the numbers, where there is less.
  static func check(_ folders: [(path: String, bytes: UInt64)], for what: String)
    throws(MachineError)
  {
    for (path, _) in folders {
      let disk = device(path)
      let needed = folders.filter { device($0.path) == disk }.reduce(0) { $0 + $1.bytes }
      guard let free = free(path), free < needed else { continue }
      throw MachineError(
        .files,
        "\(path): \(what) needs \(needed >> 20) MiB there, and \(free >> 20) are free; make room first"
      )
    }
  }

  /// An error that comes of a full disk, in words that say so; any other as it is.
  static func explained(_ error: MachineError, in folders: [String]) -> MachineError {
    guard let place = folders.first(where: { (free($0) ?? .max) < full }) else { return error }
    return MachineError(
      .files, "the disk of \(place) is full; make room, then the same command goes on")
  }

  /// The folder, or the nearest one above it that is there.
  private static func existing(_ folder: String) -> String? {
    var path = folder[...]
    while !path.isEmpty {
      if access(String(path), F_OK) == 0 { return String(path) }
      guard let slash = path.lastIndex(of: "/") else { return nil }
      path = path[..<slash]
    }
    return "/"
  }

  private static func device(_ folder: String) -> dev_t? {
    var facts = stat()
    guard let place = existing(folder), stat(place, &facts) == 0 else { return nil }
    return facts.st_dev
  }
}

/// What went wrong with a file, in the system's own few words.
func reason(_ error: any Error) -> String {
  if let cocoa = error as? CocoaError, let posix = cocoa.underlying as? POSIXError {
    return String(cString: strerror(posix.code.rawValue))
  }
  if let posix = error as? POSIXError { return String(cString: strerror(posix.code.rawValue)) }
  return "\(error)"
}
