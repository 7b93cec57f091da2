internal import Glibc

/// Of open(2); glibc shows it to GNU sources only. The same on all architectures that Swift runs on.
let O_PATH: Int32 = 0o10_000_000

/// A file descriptor that is closed with its value.
struct Descriptor: ~Copyable, Sendable {
  let number: Int32

  init(owning number: Int32) { self.number = number }

  deinit { _ = close(number) }

  /// openat(2) with O_CLOEXEC; nil with errno set.
  static func open(_ path: String, at directory: Int32 = AT_FDCWD, flags: Int32) -> Descriptor? {
    let number = openat(directory, path, flags | O_CLOEXEC)
    return number < 0 ? nil : Descriptor(owning: number)
  }

  /// Everything that can be read, or nil with errno set.
  ///
  /// Files of `/proc` are made while they are read: each read asks for at least a page, and one that
  /// returns 0 is the end.
  func readAll() -> [UInt8]? {
    var all: [UInt8] = []
    var size = 4096
    while true {
      var failed = false
      let part = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
        var got = -1
        repeat { got = read(number, buffer.baseAddress, size) } while got < 0 && errno == EINTR
        failed = got < 0
        count = max(0, got)
      }
      if failed { return nil }
      if part.isEmpty { return all }
      if all.isEmpty { all = part } else { all.append(contentsOf: part) }
      size = min(size * 2, 1 << 18)
    }
  }
}

/// The code for an errno that reading `/proc` met.
func errorCode(_ number: Int32) -> ProcFSError.Code {
  switch number {
  case ENOENT: .absent
  case ESRCH: .vanished
  case EACCES, EPERM: .denied
  default: .failed(errno: number)
  }
}

/// An error in the words of strerror(3).
func systemError(_ number: Int32, _ path: String) -> ProcFSError {
  ProcFSError(errorCode(number), path: path, text: String(cString: strerror(number)))
}

/// Where a symbolic link leads; nil with errno set. At most 4,095 bytes, as the kernel gives.
func readLink(_ name: String, at directory: Int32) -> String? {
  withUnsafeTemporaryAllocation(byteCount: 4096, alignment: 1) { buffer in
    guard let base = buffer.baseAddress?.assumingMemoryBound(to: CChar.self) else { return nil }
    let count = readlinkat(directory, name, base, buffer.count)
    guard count >= 0 else { return nil }
    return String(decoding: buffer[..<count], as: UTF8.self)
  }
}

/// The entries of an open directory whose names are numbers, ascending; nil with errno set.
func numericEntries(of directory: borrowing Descriptor) -> [Int32]? {
  let copy = openat(directory.number, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
  guard copy >= 0 else { return nil }
  guard let stream = fdopendir(copy) else {
    _ = close(copy)
    return nil
  }
  defer { closedir(stream) }
  var numbers: [Int32] = []
  errno = 0
  while let entry = readdir(stream) {
    let name = UnsafeRawPointer(entry).advanced(by: MemoryLayout<dirent>.offset(of: \.d_name) ?? 19)
    if let number = decimal(name.assumingMemoryBound(to: UInt8.self)) { numbers.append(number) }
    errno = 0
  }
  return errno == 0 ? numbers.sorted() : nil
}

/// A C string of digits only, as a number.
private func decimal(_ text: UnsafePointer<UInt8>) -> Int32? {
  var value: Int32 = 0
  var index = 0
  while text[index] != 0 {
    let digit = text[index] &- UInt8(ascii: "0")
    guard digit <= 9, value < 200_000_000 else { return nil }
    value = value * 10 + Int32(digit)
    index += 1
  }
  return index > 0 ? value : nil
}
