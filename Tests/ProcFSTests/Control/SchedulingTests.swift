import LabTestSupport
import ProcFS
import Testing

@Suite struct SchedulingTests {
  @Test func `reads what a child was started with`() throws {
    var options = SpawnedProcess.Options()
    options.nice = 7
    let process = try SpawnedProcess.sleeper(options: options)
    let scheduling = try Scheduling(ofTask: process.pid)
    #expect(scheduling.nice == 7)
    #expect(scheduling.policy == .other)
    #expect(scheduling.policy.description == "SCHED_OTHER")
    #expect(scheduling.realTimePriority == 0)
    #expect(!scheduling.cpus.isEmpty)
    #expect(!scheduling.resetsOnFork)
    // What /proc shows is the same.
    let directory = try ProcRoot().process(process.pid)
    let stat = try directory.stat(thread: process.pid)
    #expect(stat.nice == 7 && stat.policy == .other && stat.realTimePriority == 0)
    #expect(try directory.status(thread: process.pid).allowedCPUs == directory.status().allowedCPUs)
  }

  @Test func `a task that never was is vanished`() {
    // Above the kernel's highest possible PID.
    let error = #expect(throws: ProcFSError.self) { try Scheduling(ofTask: 4_194_305) }
    #expect(error?.code == .vanished)
  }

  @Test(arguments: [
    Scheduling.Policy.other, .fifo, .roundRobin, .batch, .idle, .deadline, .unknown(77),
  ])
  func `a policy and its number belong together`(_ policy: Scheduling.Policy) {
    #expect(Scheduling.Policy(number: policy.number) == policy)
  }

  @Test func `an I/O priority has a class and a level`() {
    #expect(IOPriority(rawValue: 2 << 13 | 6).class == .bestEffort)
    #expect(IOPriority(rawValue: 2 << 13 | 6).description == "best-effort: prio 6")
    #expect(IOPriority(rawValue: 0).description == "none: prio 0")
    #expect(IOPriority(rawValue: 3 << 13).description == "idle")
    #expect(IOPriority(rawValue: 7 << 13).class == nil)
    #expect(IOPriority(.bestEffort, level: 6).rawValue == 2 << 13 | 6)
  }
}
