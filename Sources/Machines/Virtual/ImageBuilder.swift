internal import Glibc

/// Builds the image of the virtual machine: `Machine/build-image` does the work.
public enum ImageBuilder {
  /// What the image has of the programs that exercises may ask for.
  static let programs: Set<String> = [
    "bash", "curl", "ip", "journalctl", "less", "nano", "pgrep", "pkill", "ps", "pstree", "script",
    "ss", "strace", "sudo", "systemctl", "systemd-run", "tmux", "top", "vi", "watch",
  ]

  /// Why it can't be built here; nil where it can.
  static func obstacle(_ cache: ImageCache) -> String? {
    guard HostCommand.find("mmdebstrap") != nil else {
      return
        "its image is not built yet, and what builds it is missing: apt-get install mmdebstrap "
        + "cpio (then: lab machine image)"
    }
    return nil
  }

  /// Builds it, unless it is there. Steps go to standard error.
  ///
  /// - Parameters:
  ///   - cache: Where.
  ///   - mirror: Where Debian's packages come from; nil is Debian's own.
  /// - Throws: `told` where the recipe has said what went wrong, in one line.
  public static func build(
    into cache: ImageCache, mirror: String? = nil
  ) throws(MachineError) -> MachineImage {
    let name = try VirtualHost.imageName()
    if let image = cache.image(name) { return image }
    guard let recipe = MachineRecipe.folder() else {
      throw MachineError(.files, "the recipe of the virtual machine is missing")
    }
    let words =
      ["/bin/bash", "\(recipe)/build-image"]
      + (mirror.map { ["--mirror", $0] } ?? []) + [cache.images]
    let workshop = try Workshop()
    defer { workshop.remove() }
    let status = try RecipeRun.status(
      of: ["/usr/bin/env", "TMPDIR=\(workshop.path)"] + words, output: -1)
    guard status == 0 else { throw MachineError(.told, "the image was not built") }
    guard let image = cache.image(name) else {
      throw MachineError(.files, "\(cache.images)/\(name): the image is not whole; remove it")
    }
    return image
  }
}

/// A recipe of the machine's files that is run in the foreground.
enum RecipeRun {
  /// Runs it to its end, with our standard error.
  ///
  /// Ctrl-C is for the recipe: it ends what it has begun, says so, and only then are we done.
  ///
  /// - Parameter output: A descriptor for its standard output; -1 drops it.
  static func status(of words: [String], output: Int32) throws(MachineError) -> Int32 {
    let before = signal(SIGINT, SIG_IGN)
    defer { signal(SIGINT, before) }
    let command = try HostCommand(words, output: .split(output))
    while true {
      if let status = command.status(within: .seconds(3600)) { return status }
    }
  }
}

/// Where a system is unpacked while an image is built: $TMPDIR for the recipe.
///
/// mmdebstrap leaves some 250 MiB there when it is interrupted.
struct Workshop {
  /// Absolute path; everybody may enter, as root of a user namespace has to.
  let path: String

  /// Makes it below the caller's own $TMPDIR; else in /var/tmp, since /tmp may be in memory.
  init() throws(MachineError) {
    let own = getenv("TMPDIR").map { String(cString: $0) }
    let base = own.flatMap { $0.hasPrefix("/") ? $0 : nil } ?? "/var/tmp"
    var template = Array("\(base)/lab-image-XXXXXX\0".utf8).map { CChar(bitPattern: $0) }
    guard mkdtemp(&template) != nil, chmod(template, 0o755) == 0 else {
      throw MachineError.call(.files, "\(base): no folder can be made in it")
    }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Removes it with all that is in it, on its own file system only.
  func remove() {
    let words = ["/bin/rm", "-rf", "--one-file-system", "--", path]
    _ = try? HostCommand.run(words, limit: .seconds(120))
    guard access(path, F_OK) == 0, let unshare = HostCommand.find("unshare") else { return }
    // What belongs to subordinate ids is removed by who is root over them; its top is ours.
    _ = try? HostCommand.run(
      [unshare, "--user", "--map-root-user", "--map-auto"] + words, limit: .seconds(120))
    rmdir(path)
  }
}
