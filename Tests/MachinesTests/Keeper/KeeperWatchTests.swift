import FoundationEssentials
import Glibc
import LabTestSupport
import ProcFS
import Testing

@testable import Machines

@Suite struct KeeperWatchTests {
  private let directory: TemporaryDirectory
  private let folder: String

  init() throws {
    directory = try TemporaryDirectory(prefix: "lab-watch")
    folder = directory.path("practice")
    try directory.write("{}", to: "practice/machine.json")
  }

  private func wait(_ watch: borrowing KeeperWatch, for process: SpawnedProcess) throws
    -> KeeperWatch.End
  {
    let machine = try Pidfd(process.identity)
    return watch.wait(for: machine.fileDescriptor, every: .milliseconds(10))
  }

  @Test func `a machine that ends is seen at once`() throws {
    let watch = try KeeperWatch(
      folder: folder, starter: KeeperStarter(pid: getppid(), isOutlived: false))
    let machine = try SpawnedProcess("/bin/true")
    #expect(try wait(watch, for: machine) == .machine)
    let isKept = watch.isKept
    #expect(isKept)
  }

  @Test func `a record that is gone ends the wait`() throws {
    let watch = try KeeperWatch(folder: folder, starter: nil)
    let machine = try SpawnedProcess("/bin/sleep", ["600"])
    try FileManager.default.removeItem(atPath: "\(folder)/machine.json")
    #expect(try wait(watch, for: machine) == .record)
  }

  @Test func `a folder that is gone, or another of its name, ends the wait`() throws {
    let watch = try KeeperWatch(folder: folder, starter: nil)
    let machine = try SpawnedProcess("/bin/sleep", ["600"])
    try FileManager.default.removeItem(atPath: folder)
    #expect(try wait(watch, for: machine) == .record)
    try directory.write("{}", to: "practice/machine.json")
    #expect(try wait(watch, for: machine) == .record)
  }

  @Test func `a record that is written anew is the same machine's`() throws {
    let watch = try KeeperWatch(folder: folder, starter: nil)
    try Data("{}".utf8).write(to: URL(filePath: "\(folder)/machine.json"), options: .atomic)
    let isKept = watch.isKept
    #expect(isKept)
  }

  @Test func `who is no parent is no starter, and no folder is said`() {
    #expect(throws: MachineError.self) {
      _ = try KeeperWatch(folder: folder, starter: .current(isOutlived: true))
    }
    #expect(throws: MachineError.self) {
      _ = try KeeperWatch(folder: directory.path("nowhere"), starter: nil)
    }
  }

  @Test(arguments: [
    (["--until", "7"], KeeperStarter(pid: 7, isOutlived: false)),
    (["f", "--starting", "7", "--scope"], KeeperStarter(pid: 7, isOutlived: true)),
    (["f", "--until"], nil), (["--until", "x"], nil), ([], nil),
  ])
  func `words name a starter`(words: [String], starter: KeeperStarter?) {
    #expect(KeeperStarter(words) == starter)
    if let starter { #expect(KeeperStarter(starter.words) == starter) }
  }
}
