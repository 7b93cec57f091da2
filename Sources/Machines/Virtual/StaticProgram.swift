internal import Glibc

/// Whether a program brings all that it needs: what runs in a virtual machine finds no library of ours
/// there.
///
/// Interface: the ELF header and the program headers, described in elf(5).
enum StaticProgram {
  /// Whether these are the first bytes of a program that asks for no loader.
  ///
  /// - Parameter bytes: The program's head; 4 KiB are plenty.
  /// - Returns: nil where they are no 64-bit little-endian program.
  static func isStatic(head bytes: [UInt8]) -> Bool? {
    func number(at offset: Int, size: Int) -> UInt64? {
      guard offset >= 0, offset <= bytes.count - size else { return nil }
      return (0..<size).reduce(0) { $0 | UInt64(bytes[offset + $1]) << (8 * UInt64($1)) }
    }
    guard bytes.starts(with: [0x7f, 0x45, 0x4c, 0x46, 2, 1]),
      let table = number(at: 32, size: 8), let size = number(at: 54, size: 2),
      let count = number(at: 56, size: 2), table < 1 << 20, size >= 4
    else { return nil }
    for index in 0..<Int(count) {
      guard let type = number(at: Int(table) + index * Int(size), size: 4) else { return nil }
      // PT_INTERP names the loader.
      if type == 3 { return false }
    }
    return true
  }

  /// - Throws: `unsupported`, in one line, where a program can't run in a virtual machine.
  static func check(_ path: String) throws(MachineError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw MachineError.call(.files, path) }
    defer { close(descriptor) }
    var head = [UInt8](repeating: 0, count: 4096)
    let count = read(descriptor, &head, head.count)
    guard isStatic(head: Array(head.prefix(max(0, count)))) == true else {
      throw MachineError(
        .unsupported,
        "\(path) needs shared libraries that a virtual machine does not have: build a release "
          + "(make build) and use .build/release/lab")
    }
  }
}
