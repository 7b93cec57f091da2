internal import FoundationEssentials
internal import Glibc

/// The files of a practice machine that differ from those of the machine it is made from; written
/// below the root of the new one.
struct MachineFiles {
  /// Absolute, without a slash at its end.
  let root: String

  /// Who learns in there.
  struct Learner: Hashable {
    var uid: UInt32
    var gid: UInt32
  }

  // MARK: - Users

  /// Adds the user `learner`, with a fresh home.
  ///
  /// - Returns: the numbers it got: 1000 where they are free.
  func addLearner() throws(MachineError) -> Learner {
    let passwd = lines(of: "/etc/passwd").filter { !$0.hasPrefix("learner:") }
    let group = lines(of: "/etc/group").filter { !$0.hasPrefix("learner:") }
    let taken = Set((passwd + group).compactMap(Self.number(in:)))
    let number = (1000..<60_000).first { !taken.contains($0) } ?? 1000
    try write(
      passwd + ["learner:x:\(number):\(number):Learner:/home/learner:/bin/bash"], to: "/etc/passwd")
    try write(group + ["learner:x:\(number):"], to: "/etc/group")
    let shadow = lines(of: "/etc/shadow").filter { !$0.hasPrefix("learner:") }
    // No password fits: nobody logs in but through the agent, or from root.
    try write(shadow + ["learner:*:19000:0:99999:7:::"], to: "/etc/shadow", mode: 0o640)
    try folder("/home/learner")
    let skeleton = root + "/etc/skel"
    for name in (try? FileManager.default.contentsOfDirectory(atPath: skeleton)) ?? [] {
      guard let text = try? String(contentsOfFile: "\(skeleton)/\(name)", encoding: .utf8) else {
        continue
      }
      try write(text, to: "/home/learner/\(name)")
      chown("\(root)/home/learner/\(name)", number, number)
    }
    chown("\(root)/home/learner", number, number)
    return Learner(uid: number, gid: number)
  }

  /// The third field of a line of passwd(5) or group(5).
  private static func number(in line: String) -> UInt32? {
    let fields = line.split(separator: ":", omittingEmptySubsequences: false)
    return fields.count > 2 ? UInt32(fields[2]) : nil
  }

  /// Lets the learner's user manager run without a login, as `loginctl enable-linger` does.
  func linger() throws(MachineError) {
    try folder("/var/lib/systemd/linger")
    try write("", to: "/var/lib/systemd/linger/learner")
  }

  // MARK: - Its name

  /// Gives it a name and an id of its own.
  func name(_ hostname: String, machineID: String) throws(MachineError) {
    try write([hostname], to: "/etc/hostname")
    try write([machineID], to: "/etc/machine-id", mode: 0o444)
    let hosts = lines(of: "/etc/hosts").filter { !$0.hasPrefix("127.0.1.1") }
    try write(hosts + ["127.0.1.1 \(hostname)"], to: "/etc/hosts")
    // The lab's programs are found in every shell.
    try folder("/etc/profile.d")
    try write(["PATH=\"$PATH:/opt/lab/bin\""], to: "/etc/profile.d/lab.sh")
  }

  // MARK: - Units

  /// Writes the units of a practice machine, and says that there is nothing to be brought up to date.
  ///
  /// - Parameters:
  ///   - source: The folder that they are in; `@UID@` and `@LISTEN@` stand for what is given here.
  func units(from source: String, uid: UInt32, listen: String) throws(MachineError) {
    for name in ["lab.target", "lab-agent.service"] {
      guard let text = try? String(contentsOfFile: "\(source)/\(name)", encoding: .utf8) else {
        throw MachineError(.files, "\(source)/\(name): can't be read")
      }
      let unit = Self.replacing(
        "@LISTEN@", with: listen, in: Self.replacing("@UID@", with: "\(uid)", in: text))
      try write(unit, to: "/etc/systemd/system/\(name)")
    }
    for table in ["/etc/fstab", "/etc/crypttab"] { try write("", to: table) }
    for place in ["/etc", "/var"] { try write("", to: "\(place)/.updated") }
  }

  private static func replacing(_ name: String, with value: String, in text: String) -> String {
    var result = ""
    var rest = text[...]
    while let found = rest.firstRange(of: name) {
      result += rest[..<found.lowerBound] + value
      rest = rest[found.upperBound...]
    }
    return result + rest
  }

  // MARK: - Writing

  private func lines(of path: String) -> [String] {
    let text = (try? String(contentsOfFile: root + path, encoding: .utf8)) ?? ""
    return text.split(separator: "\n").map(String.init)
  }

  private func write(
    _ lines: [String], to path: String, mode: mode_t = 0o644
  ) throws(MachineError) {
    try write(lines.joined(separator: "\n") + "\n", to: path, mode: mode)
  }

  /// A new file in the place of whatever was there, so that no link is followed.
  func write(_ text: String, to path: String, mode: mode_t = 0o644) throws(MachineError) {
    let full = root + path
    unlink(full)
    let descriptor = open(full, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode)
    guard descriptor >= 0 else { throw MachineError.call(.files, path) }
    defer { close(descriptor) }
    let bytes = Array(text.utf8)
    guard Glibc.write(descriptor, bytes, bytes.count) == bytes.count else {
      throw MachineError.call(.files, path)
    }
    fchmod(descriptor, mode)
  }

  /// Makes a folder and those above it.
  func folder(_ path: String) throws(MachineError) {
    var made = root
    for name in path.split(separator: "/") {
      made += "/\(name)"
      guard mkdir(made, 0o755) == 0 || errno == EEXIST else {
        throw MachineError.call(.files, path)
      }
    }
  }
}
