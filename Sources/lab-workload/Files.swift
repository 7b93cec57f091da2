import CLinux
import Glibc

/// Writes all of it, or says with which errno it failed. A signal in between only delays it.
@discardableResult
func writeAll(_ descriptor: Int32, _ text: String) -> Int32 {
  var text = text
  return text.withUTF8 { bytes in
    var rest = UnsafeRawBufferPointer(bytes)
    while rest.count > 0 {
      let count = write(descriptor, rest.baseAddress, rest.count)
      if count < 0 {
        if errno == EINTR { continue }
        return errno
      }
      rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
    }
    return 0
  }
}

/// Replaces `path` in one step, so that a reader sees the old or the new, never half. 0 or errno.
func replaceFile(_ path: String, with text: String, durable: Bool = false) -> Int32 {
  let temporary = path + ".tmp"
  let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
  guard descriptor >= 0 else { return errno }
  var failure = writeAll(descriptor, text)
  if failure == 0, durable, fsync(descriptor) < 0, errno != EINVAL { failure = errno }
  close(descriptor)
  if failure == 0, rename(temporary, path) < 0 { failure = errno }
  if failure != 0 { unlink(temporary) }
  return failure
}

/// A whole small file; nil with errno if it can't be read.
func readFile(_ path: String, limit: Int = 1 << 16) -> String? {
  let descriptor = open(path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { return nil }
  defer { close(descriptor) }
  var bytes: [UInt8] = []
  var chunk = [UInt8](repeating: 0, count: 4096)
  while bytes.count < limit {
    let count = read(descriptor, &chunk, chunk.count)
    if count < 0 {
      if errno == EINTR { continue }
      return nil
    }
    if count == 0 { break }
    bytes += chunk[..<count]
  }
  return String(decoding: bytes, as: UTF8.self)
}

/// Whether two paths lead to one file or folder.
func isSameFile(_ first: String, _ second: String) -> Bool {
  var one = stat()
  var other = stat()
  return stat(first, &one) == 0 && stat(second, &other) == 0
    && one.st_dev == other.st_dev && one.st_ino == other.st_ino
}

/// The names in a directory, sorted; none if it can't be read.
func names(in directory: String) -> [String] {
  guard let stream = opendir(directory) else { return [] }
  defer { closedir(stream) }
  var found: [String] = []
  while let entry = readdir(stream) {
    let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
      tuple.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
    }
    if name != ".", name != ".." { found.append(name) }
  }
  return found.sorted()
}

/// Sets a file's times, so that what a run left behind looks as old as it should.
func backdate(_ path: String, to seconds: Int) {
  let moment = timespec(tv_sec: seconds, tv_nsec: 0)
  utimensat(AT_FDCWD, path, [moment, moment], 0)
}

/// A field of `/proc/self/stat`, numbered as in proc_pid_stat(5), from 3 on.
func ownStat(_ field: Int) -> UInt64? {
  guard let text = readFile("/proc/self/stat"), let end = text.lastIndex(of: ")") else {
    return nil
  }
  let fields = text[end...].split(separator: " ")
  return field - 2 < fields.count ? UInt64(fields[field - 2]) : nil
}

/// The kB of a line such as `MemAvailable:` in a file such as `/proc/meminfo`.
func kilobytes(_ key: String, in path: String) -> Int? {
  guard let text = readFile(path) else { return nil }
  for line in text.split(separator: "\n") where line.hasPrefix(key + ":") {
    let words = line.split(whereSeparator: { $0 == " " || $0 == "\t" })
    return words.count > 1 ? Int(words[1]) : nil
  }
  return nil
}

/// Calls `body` with a NULL-terminated vector of C strings that lives as long as the call.
func withCStrings<Result>(
  _ strings: [String], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Result
) -> Result {
  var pointers: [UnsafeMutablePointer<CChar>?] = strings.map { strdup($0) }
  defer { for pointer in pointers { free(pointer) } }
  pointers.append(nil)
  return pointers.withUnsafeMutableBufferPointer { buffer in
    // A buffer of at least the NULL has an address.
    body(buffer.baseAddress.unsafelyUnwrapped)
  }
}
