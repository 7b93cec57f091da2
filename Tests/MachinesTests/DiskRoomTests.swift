import FoundationEssentials
import Glibc
import LabTestSupport
import Testing

@testable import Machines

@Suite struct DiskRoomTests {
  private let folder: TemporaryDirectory

  init() throws { folder = try TemporaryDirectory(prefix: "lab-room") }

  @Test func `too little room is said with its numbers`() throws {
    let place = folder.path("not/there/yet")
    try DiskRoom.check([(place, 1)], for: "a virtual machine")
    let error = #expect(throws: MachineError.self) {
      try DiskRoom.check([(place, 1 << 60)], for: "a virtual machine")
    }
    #expect(error?.code == .files)
    #expect(
      error?.message.hasPrefix("\(place): a virtual machine needs 1099511627776 MiB there, and ")
        == true)
  }

  @Test func `folders on one disk need room for all`() throws {
    let free = try #require(DiskRoom.free(folder.path))
    let half = free / 3 * 2
    try DiskRoom.check([(folder.path, half)], for: "it")
    #expect(throws: MachineError.self) {
      try DiskRoom.check([(folder.path("a"), half), (folder.path("b"), half)], for: "it")
    }
  }

  @Test func `only on a full disk an error is that of a full disk`() throws {
    let error = MachineError(.failed, "savevm: Input/output error")
    #expect(DiskRoom.explained(error, in: [folder.path, "/nowhere/at/all"]) == error)
    // A file system without any room.
    #expect(DiskRoom.explained(error, in: [folder.path, "/proc"]).code == .files)
  }

  @Test func `the system's own words are few`() {
    let error = #expect(throws: CocoaError.self) {
      try FileManager.default.createDirectory(
        atPath: "/proc/lab/x", withIntermediateDirectories: true)
    }
    #expect(error.map(reason) == "No such file or directory")
  }
}
