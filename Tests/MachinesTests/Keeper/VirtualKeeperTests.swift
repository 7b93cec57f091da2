import FoundationEssentials
import Glibc
import LabTestSupport
import ProcFS
import Testing

@testable import Machines

/// The real keeper, `lab machine-qemu`, with another program in the place of QEMU.
@Suite struct VirtualKeeperTests {
  private let directory: TemporaryDirectory
  private let folder: String

  init() throws {
    directory = try TemporaryDirectory(prefix: "lab-keeper")
    folder = directory.path("machines/practice")
    try directory.write("{}", to: "machines/practice/machine.json")
  }

  /// - Returns: what it keeps, and itself.
  private func keep(
    _ command: [String], _ starter: KeeperStarter? = nil
  ) throws -> (machine: ProcessIdentity, keeper: ProcessIdentity) {
    var buffer = [CChar](repeating: 0, count: 4096)
    let count = max(0, readlink("/proc/self/exe", &buffer, 4095))
    let own = String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let lab = own[..<(own.lastIndex(of: "/") ?? own.startIndex)] + "/lab"
    let machine = try HelperProgram.process(
      of: [String(lab), "machine-qemu", folder] + (starter?.words ?? []) + ["--"] + command,
      log: directory.path("keeper.log"))
    let parent = try ProcRoot().process(machine.pid).stat().parent
    return (machine, try ProcRoot().identity(of: parent))
  }

  private func isOver(_ process: ProcessIdentity) -> Bool {
    (try? Pidfd(process))?.hasEnded(within: .seconds(15)) ?? true
  }

  @Test func `without its record the machine is ended, and then its keeper ends`() async throws {
    let (machine, keeper) = try keep(["/bin/sleep", "600"])
    try FileManager.default.removeItem(atPath: folder)
    #expect(isOver(machine))
    #expect(isOver(keeper))
    #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path("machines")) == [])
  }

  @Test func `the machine ends with its keeper`() throws {
    let (machine, keeper) = try keep(
      ["/bin/sleep", "600"], .current(isOutlived: false))
    try Pidfd(keeper).send(.kill)
    #expect(isOver(machine))
  }

  @Test func `what is left of a machine that ended is cleaned`() throws {
    let (machine, keeper) = try keep(["/bin/sleep", "600"])
    try Pidfd(machine).send(.kill)
    #expect(isOver(keeper))
    #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path("machines")) == [])
  }

  @Test func `a program that can't be started is said`() {
    let error = #expect(throws: MachineError.self) { try keep(["/nowhere/qemu"]) }
    #expect(error?.message.contains("/nowhere/qemu") == true)
  }
}
