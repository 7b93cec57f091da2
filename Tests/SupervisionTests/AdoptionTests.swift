import Glibc
import LabTestSupport
import ProcFS
import Record
import Supervision
import Testing

@Suite struct AdoptionTests {
  @Test func `after a kill the next one takes up what lives, and says what it missed`()
    async throws
  {
    let first = try await RunningSupervisor()
    let roles = [
      RoleRule(name: "job", source: .started), RoleRule(name: "lost", source: .started),
    ]
    let attempt = try TestAttempt(first, roles: roles)
    let (job, lost): (ProcessIdentity, ProcessIdentity)
    do {
      let client = try first.client()
      try client.perform(.open(attempt.open))
      job = try client.spawn(attempt.sleep(role: "job"), for: attempt)
      lost = try client.spawn(attempt.sleep(role: "lost"), for: attempt)
    }
    let before = try attempt.events()
    try await first.kill()
    // Ends and is reaped while nobody looks.
    Glibc.kill(lost.pid, SIGKILL)
    var status: Int32 = 0
    #expect(waitpid(lost.pid, &status, 0) == lost.pid)

    let second = try await RunningSupervisor(directory: first.directory)
    let client = try second.client()
    try client.perform(.adopt(attempt.open))
    try client.perform(.adopt(attempt.open))
    let after = try attempt.events()
    #expect(Array(after.prefix(before.count)) == before)
    let new = Array(after.dropFirst(before.count))
    guard case .resumed = new.first else {
      Issue.record("\(new)")
      return
    }
    #expect(new.contains { if case .gap = $0 { true } else { false } })
    #expect(
      new.contains(.ended(process: lost, ending: Ending(cause: .unknown, source: .nobody))))
    #expect(try client.living(attempt).map(\.process) == [job])
    #expect(try client.close(attempt).map(\.process) == [job])
    #expect(try attempt.events().last == .closed(reason: "stopped"))
    guard case .failed("closed: stopped") = try client.request(.adopt(attempt.open)) else {
      Issue.record("a closed attempt was adopted")
      return
    }
    // The test is the parent of what the first one started.
    waitpid(job.pid, &status, WNOHANG)
    try await second.kill()
  }

  @Test func `a workload that outlived its supervisor goes on reporting`() async throws {
    let first = try await RunningSupervisor()
    let attempt = try TestAttempt(first, roles: [RoleRule(name: "job", source: .started)])
    let job: ProcessIdentity
    do {
      let client = try first.client()
      try client.perform(.open(attempt.open))
      job = try client.spawn(attempt.workload(role: "job", "trainer"), for: attempt)
    }
    try await first.kill()
    let second = try await RunningSupervisor(directory: first.directory)
    let client = try second.client()
    try client.perform(.adopt(attempt.open))
    let known = try attempt.events().count
    _ = try await eventuallyValue("a report after the adoption", within: .seconds(20)) {
      try attempt.events().dropFirst(known).first {
        if case .reported(job, _, _) = $0 { true } else { false }
      }
    }
    let registrations = try attempt.events().count {
      if case .registered = $0 { true } else { false }
    }
    #expect(registrations == 1)
    _ = try client.close(attempt)
    try await second.kill()
  }

  @Test func `another boot interrupts an attempt`() async throws {
    let supervisor = try await RunningSupervisor()
    let attempt = try TestAttempt(supervisor, roles: [])
    let other = BootID(high: 1, low: 2)
    _ = try supervisor.directory.makeDirectory("state/attempts/a1")
    chmod(supervisor.paths.attempt("a1").directory, 0o700)
    try JournalWriter(path: attempt.open.journal)
      .append(.begun(attempt.open.header), boot: other, at: 1)
    let client = try supervisor.client()
    guard case .failed("interrupted") = try client.request(.adopt(attempt.open)) else {
      Issue.record("adopted")
      return
    }
    try await supervisor.kill()
  }

  @Test func `there is nothing to adopt where there is no journal`() async throws {
    let supervisor = try await RunningSupervisor()
    let attempt = try TestAttempt(supervisor, roles: [])
    guard case .failed = try supervisor.client().request(.adopt(attempt.open)) else {
      Issue.record("adopted")
      return
    }
    try await supervisor.kill()
  }
}
