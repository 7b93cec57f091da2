internal import Glibc

/// What this host has for virtual machines.
struct VirtualHost {
  /// Absolute path of QEMU.
  var program: String
  /// Absolute path of qemu-img.
  var imageTool: String
  /// What QEMU says of itself: a snapshot is good for one version only.
  var version: String
  /// Where images and snapshots are.
  var cache: ImageCache
  /// The image.
  var image: MachineImage

  /// Finds all of it.
  ///
  /// - Throws: `unsupported`, in one line that says what would help.
  static func look() throws(MachineError) -> VirtualHost {
    let tools = try tools()
    let cache = try ImageCache.current()
    let name = try imageName()
    guard let image = cache.image(name) else {
      throw MachineError(
        .unsupported,
        "the virtual machine's image is not there yet (\(cache.images)/\(name)): lab machine image "
          + "builds it, in two minutes")
    }
    let said = try HostCommand.run([tools.program, "--version"], limit: .seconds(20))
    let version = said.text.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
    return VirtualHost(
      program: tools.program, imageTool: tools.imageTool, version: version, cache: cache,
      image: image)
  }

  /// Where QEMU is.
  static func tools() throws(MachineError) -> (program: String, imageTool: String) {
    guard isSupportedArchitecture else {
      throw MachineError(.unsupported, "virtual machines are for x86_64 hosts only")
    }
    guard let program = HostCommand.find("qemu-system-x86_64"),
      let imageTool = HostCommand.find("qemu-img")
    else {
      throw MachineError(
        .unsupported,
        "there is no QEMU here: apt-get install qemu-system-x86 qemu-utils")
    }
    return (program, imageTool)
  }

  private static var isSupportedArchitecture: Bool {
    #if arch(x86_64)
      true
    #else
      false
    #endif
  }

  /// What the image of this lab is called; its recipe says.
  static func imageName() throws(MachineError) -> String {
    guard let recipe = MachineRecipe.folder() else {
      throw MachineError(
        .files, "the recipe of the virtual machine is missing: share/lab/Machine/build-image")
    }
    let said = try HostCommand.run(["/bin/bash", "\(recipe)/build-image", "--name"])
    let name = said.text.split(whereSeparator: \.isWhitespace).first.map(String.init) ?? ""
    guard said.status == 0, !name.isEmpty, !name.contains("/") else {
      throw MachineError(.failed, "\(recipe)/build-image --name: \(said.text)")
    }
    return name
  }
}
