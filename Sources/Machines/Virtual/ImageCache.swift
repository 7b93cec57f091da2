internal import FoundationEssentials
internal import Glibc
internal import ProcFS

/// The image of the virtual machine: a folder with a kernel, an initrd and a disk.
public struct MachineImage: Hashable, Sendable {
  /// Absolute path.
  public let folder: String
  /// Such as "debian12-d1069745c6cc": what it holds, and a digest of how it was made.
  public var name: String { folder.split(separator: "/").last.map(String.init) ?? folder }
  /// The disk; 2 GiB of which about 300 MiB are there.
  public var disk: String { "\(folder)/root.ext4" }
}

/// Where images and snapshots of the virtual machine are kept.
public struct ImageCache: Hashable, Sendable {
  /// Holds a folder an image: `$LAB_IMAGE_DIR`, else `images` in the cache.
  public let images: String
  /// Holds a folder a snapshot.
  public let snapshots: String
  /// What was found out about this host.
  public let cache: String

  /// Reads the process's own environment.
  ///
  /// - Throws: `files` where HOME is needed and missing.
  public static func current() throws(MachineError) -> ImageCache {
    var values: [String: String] = [:]
    for name in ["LAB_IMAGE_DIR", "XDG_CACHE_HOME", "HOME"] {
      if let value = getenv(name) { values[name] = String(cString: value) }
    }
    let here = getcwd(nil, 0)
    defer { free(here) }
    return try ImageCache(environment: values, workingDirectory: here.map { String(cString: $0) })
  }

  /// - Parameters:
  ///   - environment: Empty values count as absent.
  ///   - workingDirectory: What a relative `LAB_IMAGE_DIR` begins at.
  /// - Throws: `files` where HOME is needed and missing.
  public init(
    environment: [String: String], workingDirectory: String? = nil
  ) throws(MachineError) {
    // The XDG base directory specification has relative paths ignored.
    func directory(_ name: String) -> String? {
      environment[name].flatMap { $0.hasPrefix("/") ? Self.plain($0) : nil }
    }
    let root =
      directory("XDG_CACHE_HOME").map { "\($0)/lab" }
      ?? directory("HOME").map { "\($0)/.cache/lab" }
    let named = environment["LAB_IMAGE_DIR"].flatMap { $0.isEmpty ? nil : $0 }
    guard let root = root ?? named.map({ Self.plain($0) }) else {
      throw MachineError(
        .files, "HOME is not set: set it, or name a folder for images in LAB_IMAGE_DIR")
    }
    cache = root
    snapshots = "\(root)/snapshots"
    images =
      named.map { Self.plain($0.hasPrefix("/") ? $0 : "\(workingDirectory ?? "")/\($0)") }
      ?? "\(root)/images"
  }

  private static func plain(_ path: String) -> String {
    var path = path
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    return path
  }

  /// An image that is there, whole; nil where it is not.
  ///
  /// Its last file is written when all others are there, and the folder gets its name after that.
  public func image(_ name: String) -> MachineImage? {
    let image = MachineImage(folder: "\(images)/\(name)")
    let files = ["image.json", "vmlinuz", "initrd", "root.ext4"]
    guard files.allSatisfy({ access("\(image.folder)/\($0)", R_OK) == 0 }) else { return nil }
    return image
  }
}

/// The files that images are built with: `Machine` in the lab's data, or in the checkout.
public enum MachineRecipe {
  /// `$LAB_DATA_DIR/Machine`, else `<prefix>/share/lab/Machine` seen from the executable, else the
  /// checkout's; nil where none is found.
  public static func folder() -> String? {
    var candidates: [String] = []
    if let data = getenv("LAB_DATA_DIR").map({ String(cString: $0) }), !data.isEmpty {
      candidates.append("\(data)/Machine")
    }
    var rest = ((try? ProcRoot().process(getpid()).executable()) ?? "")[...]
    var level = 0
    while let slash = rest.lastIndex(of: "/") {
      rest = rest[..<slash]
      if level == 1 { candidates.append("\(rest)/share/lab/Machine") }
      candidates.append("\(rest)/Machine")
      level += 1
    }
    return candidates.first { access("\($0)/build-image", R_OK) == 0 }
  }
}
