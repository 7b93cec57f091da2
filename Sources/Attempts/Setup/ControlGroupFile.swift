import Glibc
import ProcFS

/// Writes to files of control groups.
enum ControlGroupFile {
  /// Writes a word to a file of a group; false where there is no such file, or it isn't allowed.
  @discardableResult
  static func write(_ text: String, to file: String, of group: String) -> Bool {
    guard let mount = try? ProcRoot().cgroupMounts().unified,
      let directory = mount.directory(of: group)
    else { return false }
    let descriptor = open("\(directory)/\(file)", O_WRONLY | O_CLOEXEC | O_NOFOLLOW)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    let bytes = Array(text.utf8)
    return Glibc.write(descriptor, bytes, bytes.count) == bytes.count
  }
}
