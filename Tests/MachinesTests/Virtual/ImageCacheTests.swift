import FoundationEssentials
import Glibc
import LabTestSupport
import Testing

@testable import Machines

@Suite struct ImageCacheTests {
  @Test func `images and snapshots are in the user's cache`() throws {
    let home = try ImageCache(environment: ["HOME": "/home/ada/"])
    #expect(home.images == "/home/ada/.cache/lab/images")
    #expect(home.snapshots == "/home/ada/.cache/lab/snapshots")
    let cache = try ImageCache(environment: ["HOME": "/home/ada", "XDG_CACHE_HOME": "/c"])
    #expect(cache.images == "/c/lab/images")
  }

  @Test func `LAB_IMAGE_DIR names the images' folder, and no other`() throws {
    let cache = try ImageCache(
      environment: ["HOME": "/home/ada", "LAB_IMAGE_DIR": "/srv/lab//"])
    #expect(cache.images == "/srv/lab")
    #expect(cache.snapshots == "/home/ada/.cache/lab/snapshots")
    let relative = try ImageCache(
      environment: ["HOME": "/h", "LAB_IMAGE_DIR": "images"], workingDirectory: "/w")
    #expect(relative.images == "/w/images")
    let homeless = try ImageCache(environment: ["LAB_IMAGE_DIR": "/srv/lab"])
    #expect(homeless.snapshots == "/srv/lab/snapshots")
  }

  @Test func `empty and relative variables count as absent`() throws {
    let cache = try ImageCache(
      environment: ["HOME": "/h", "XDG_CACHE_HOME": "cache", "LAB_IMAGE_DIR": ""])
    #expect(cache.images == "/h/.cache/lab/images")
    #expect(throws: MachineError.self) { try ImageCache(environment: [:]) }
  }

  @Test func `an image is there when all of it is`() throws {
    let folder = try TemporaryDirectory()
    let cache = try ImageCache(environment: ["HOME": "/h", "LAB_IMAGE_DIR": folder.path])
    for name in ["vmlinuz", "initrd", "root.ext4", "image.json"] {
      #expect(cache.image("debian12-x") == nil)
      try folder.write("x", to: "debian12-x/\(name)")
    }
    #expect(cache.image("debian12-x")?.name == "debian12-x")
    try folder.write("x", to: "debian12-y.building/root.ext4")
    #expect(cache.image("debian12-y") == nil)
  }

  @Test func `snapshots come whole, and only the newest stay`() throws {
    let folder = try TemporaryDirectory()
    let cache = SnapshotCache(folder: folder.path("snapshots"))
    let prepared = try folder.makeDirectory("prepared")
    #expect(cache.find("a") == nil)
    #expect(throws: MachineError.self) { try cache.publish("a", from: prepared) }
    #expect(cache.find("a") == nil)
    try folder.write("disk", to: "prepared/\(QEMUArguments.disk)")
    try folder.write("tar", to: "prepared/\(VirtualLaunch.handIn)")
    for key in ["a", "b", "c"] { _ = try cache.publish(key, from: prepared) }
    #expect(cache.find("c") != nil)
    #expect(["a", "b"].count { cache.find($0) != nil } == 1)
    cache.forget("c")
    #expect(cache.find("c") == nil)
  }

  @Test func `half a snapshot is not kept, whoever left it`() async throws {
    let folder = try TemporaryDirectory()
    let cache = SnapshotCache(folder: folder.path("snapshots"))
    func names() throws -> [String] {
      try FileManager.default.contentsOfDirectory(atPath: cache.folder).sorted()
    }
    // Such as by a copy that found no room.
    #expect(throws: MachineError.self) { try cache.publish("a", from: folder.path("nowhere")) }
    #expect(try names() == [])
    let gone = try SpawnedProcess("/bin/true")
    _ = try await gone.waitForEnd()
    try folder.write("x", to: "snapshots/b.part-\(gone.pid)/disk.qcow2")
    try folder.write("x", to: "snapshots/c.part/disk.qcow2")
    try folder.write("x", to: "snapshots/d.part-\(getppid())/disk.qcow2")
    try folder.write("disk", to: "prepared/\(QEMUArguments.disk)")
    try folder.write("tar", to: "prepared/\(VirtualLaunch.handIn)")
    _ = try cache.publish("a", from: folder.path("prepared"))
    #expect(try names() == ["a", "d.part-\(getppid())"])
  }
}
