import LabTestSupport
import ProcFS
import Testing

@Suite struct ProcessDirectoryTests {
  @Test func `a process that never was is vanished`() throws {
    let error = #expect(throws: ProcFSError.self) { _ = try ProcRoot().process(4_194_305) }
    #expect(error?.code == .vanished)
    #expect(error?.path == "/proc/4194305")
  }

  @Test func `a process that is reaped meanwhile is an error, not a trap`() async throws {
    let process = try SpawnedProcess.sleeper()
    let directory = try ProcRoot().process(process.pid)
    let before = directory.exists
    process.close()
    let after = directory.exists
    #expect(before && !after)
    func code(_ read: () throws(ProcFSError) -> Void) -> ProcFSError.Code? {
      do { try read() } catch { return error.code }
      return nil
    }
    #expect(code { () throws(ProcFSError) in _ = try directory.stat() } == .vanished)
    #expect(code { () throws(ProcFSError) in _ = try directory.status() } == .vanished)
    #expect(code { () throws(ProcFSError) in _ = try directory.comm() } == .vanished)
    #expect(code { () throws(ProcFSError) in _ = try directory.executable() } == .vanished)
    #expect(code { () throws(ProcFSError) in _ = try directory.descriptorNumbers() } == .vanished)
    #expect(code { () throws(ProcFSError) in _ = try directory.children() } == .vanished)
    #expect(code { () throws(ProcFSError) in _ = try directory.limits() } == .vanished)
  }

  @Test func `a file that ends too soon names itself`() throws {
    let fixture = try ProcFixture()
    try fixture.add(pid: 42, files: ["stat": "42 (fix"])
    let error = #expect(throws: ProcFSError.self) { try ProcRoot(fixture.path).process(42).stat() }
    #expect(error?.code == .malformed)
    #expect(error?.path == "\(fixture.path)/42/stat")
    #expect(error?.description.hasPrefix("\(fixture.path)/42/stat:4: expected ')'") == true)
  }

  @Test func `a file that this kernel lacks is absent, not vanished`() throws {
    let fixture = try ProcFixture()
    try fixture.add(pid: 42)
    let error = #expect(throws: ProcFSError.self) { try ProcRoot(fixture.path).process(42).io() }
    #expect(error?.code == .absent)
    #expect(error?.errnoName == "ENOENT")
  }

  @Test func `reads every file of a living child`() async throws {
    let bench = try TemporaryDirectory()
    var options = SpawnedProcess.Options()
    options.directory = bench.path
    let process = try SpawnedProcess(
      "/bin/sleep", ["600"], environment: ["LAB_ID": "n0nce"], options: options)
    let directory = try ProcRoot().process(process.pid)
    // The dynamic linker opens libraries first.
    try await eventually("its own three descriptors") {
      try directory.descriptorNumbers() == [0, 1, 2]
    }
    let comm = try directory.comm()
    let words = try directory.commandLine().strings
    let environment = try directory.environment().strings
    let cwd = try directory.currentDirectory()
    let executable = try directory.executable()
    let target = try directory.descriptorTarget(1)
    let flags = try directory.descriptorInfo(1).flags
    let threads = try directory.threadIDs()
    let children = try directory.children()
    let limit = try directory.limits()["Max open files"]
    let cgroups = try directory.cgroup().memberships
    let memory = try directory.memoryRollup()
    let thread = try directory.stat(thread: process.pid)
    let namespace = try directory.namespace("pid")
    #expect(comm.description == "sleep" && comm == "sleep")
    #expect(words == ["/bin/sleep", "600"])
    #expect(environment == ["LAB_ID=n0nce"])
    #expect(cwd == bench.path)
    // Some systems have one program for all the core utilities.
    #expect(executable.hasSuffix("/sleep") || executable.contains("coreutils"))
    #expect(target == "/dev/null")
    #expect(flags & 3 == 2)
    #expect(threads == [process.pid])
    #expect(children.isEmpty)
    #expect(limit != nil)
    #expect(!cgroups.isEmpty)
    #expect(memory.residentKiB > 0)
    #expect(thread.pid == process.pid)
    #expect(namespace.hasPrefix("pid:["))
    _ = try directory.io()
    _ = try directory.waitChannel()
  }
}
