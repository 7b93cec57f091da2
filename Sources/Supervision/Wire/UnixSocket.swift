internal import Glibc

/// Unix stream sockets, unix(7): addresses, and folders that only their owner may enter.
package enum UnixSocket {
  /// Connects; nil where nobody listens.
  package static func connect(to path: String, nonBlocking: Bool = false) -> Int32? {
    guard var address = address(of: path) else { return nil }
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | O_CLOEXEC, 0)
    guard descriptor >= 0 else { return nil }
    let result = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    guard result == 0 else {
      close(descriptor)
      return nil
    }
    if nonBlocking { setNonBlocking(descriptor) }
    return descriptor
  }

  /// Binds and listens; what stood in the socket's place before is removed.
  ///
  /// - Throws: `SupervisionError` with code `files`, also where someone answers there already.
  package static func listen(at path: String) throws(SupervisionError) -> Int32 {
    guard var address = address(of: path) else {
      throw SupervisionError(.files, "too long for a socket: \(path)")
    }
    if let answered = connect(to: path) {
      close(answered)
      // Of another state directory: the lock says that this one has none.
      throw SupervisionError(
        .files, "the supervisor of another state directory answers at \(path)")
    }
    unlink(path)
    let descriptor = socket(
      AF_UNIX, Int32(SOCK_STREAM.rawValue) | O_CLOEXEC | O_NONBLOCK, 0)
    guard descriptor >= 0 else { throw .call(.files, "socket") }
    let result = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    guard result == 0, chmod(path, 0o600) == 0, Glibc.listen(descriptor, 128) == 0 else {
      let error = SupervisionError.call(.files, "bind \(path)")
      close(descriptor)
      throw error
    }
    return descriptor
  }

  /// Makes a folder with mode 0700, and those above it; one that is there must be the user's own.
  ///
  /// Nothing that exists is changed: the folder may be one that the learner named.
  /// - Parameter allowSticky: Accept root's folders where nobody can remove another's files (`/tmp`).
  /// - Throws: `SupervisionError` with code `files`.
  package static func makePrivate(
    _ path: String, allowSticky: Bool = false
  ) throws(SupervisionError) {
    var parent = ""
    for name in path.split(separator: "/") {
      parent += "/\(name)"
      if mkdir(parent, 0o700) != 0, errno != EEXIST {
        let error = SupervisionError.call(.files, "mkdir \(parent)")
        var status = stat()
        guard stat(parent, &status) == 0 else { throw error }
      }
    }
    var status = stat()
    guard lstat(path, &status) == 0 else { throw .call(.files, "stat \(path)") }
    guard status.st_mode & S_IFMT == S_IFDIR else {
      throw SupervisionError(.files, "\(path) is not a folder")
    }
    if allowSticky, status.st_uid == 0, status.st_mode & S_ISVTX != 0 { return }
    guard status.st_uid == geteuid() else {
      throw SupervisionError(.files, "\(path) belongs to user \(status.st_uid), not to you")
    }
    // Its group may: where umask is 002, that is a group of one.
    guard status.st_mode & 0o002 == 0 else {
      throw SupervisionError(.files, "everybody may write to \(path): chmod o-w it first")
    }
  }

  /// The folder of a path.
  package static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return "/" }
    return String(path[..<slash])
  }

  package static func setNonBlocking(_ descriptor: Int32) {
    _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
  }

  private static func address(of path: String) -> sockaddr_un? {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(path.utf8)
    guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else { return nil }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    return address
  }
}
