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
  /// - Throws: `failed`; what went wrong was said by the recipe, in one line.
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
    // In the foreground and with our standard error: Ctrl-C is for it, too.
    let command = try HostCommand(words, output: .split(-1))
    var status: Int32?
    while status == nil { status = command.status(within: .seconds(3600)) }
    guard status == 0, let image = cache.image(name) else {
      throw MachineError(.failed, "the image was not built")
    }
    return image
  }
}
