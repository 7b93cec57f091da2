import FoundationEssentials
import Glibc
import LabTestSupport
import Record
import Testing

/// The kinds that take until the kernel refuses, and the one that waits: forker, fdleak, lock.
@Suite(.timeLimit(.minutes(1))) struct RefusalKindTests {
  let bench: Bench
  init() throws { bench = try Bench() }

  // MARK: fdleak

  @Test(arguments: [40, 200])
  func `fdleak ends at its soft limit and tells the highest descriptor`(limit: Int) async throws {
    let leak = try bench.startShell(
      "ulimit -Sn \(limit); exec lab-fdleak --every 1", options: .init())
    #expect(try await leak.waitForEnd().cause == .exited(code: 24))
    let details = "\"fd\":\(limit - 1),\"errno\":\"EMFILE\",\"limit\":\(limit)"
    #expect(try #require(bench.events("limit").first).contains(details))
    #expect(try #require(bench.events("exiting").first).contains("\"code\":24,\(details)"))
  }

  @Test func `fdleak opens its file at its pace, with clean masks`() async throws {
    try bench.directory.write("data", to: "shard")
    let leak = try bench.start("lab-fdleak", ["--every", "20", "--file", "shard"])
    try await bench.waitForEvent("started", of: leak.pid)
    try await eventually("ten descriptors") { descriptors(leak.pid, "shard") >= 10 }
    #expect(Kernel.mask(leak.pid, "SigCgt") == 0)
    #expect(Kernel.mask(leak.pid, "SigBlk") == 0)
    #expect(Kernel.mask(leak.pid, "SigIgn") == 0)
    #expect(Kernel.status(leak.pid, "Threads") == "1")
    leak.signal(SIGTERM)
    #expect(try await leak.waitForEnd().cause == .signalled(signal: SIGTERM, core: false))
  }

  private func descriptors(_ pid: Int32, _ name: String) -> Int {
    let folder = "/proc/\(pid)/fd"
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.count {
      (try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\($0)"))?
        .hasSuffix("/\(name)") == true
    }
  }

  @Test(.enabled(if: mayOpen5000()))
  func `fdleak holds 4096 descriptors at most`() async throws {
    let leak = try bench.startShell(
      "ulimit -Sn 5000 && exec lab-fdleak --every 0", options: .init())
    try await bench.waitForEvent("note", of: leak.pid, containing: "4096 descriptors are enough")
    #expect(descriptors(leak.pid, "null") >= 4096)
    #expect(leak.ending() == nil)
  }

  @Test func `fdleak's file must be there`() async throws {
    let leak = try bench.start("lab-fdleak", ["--file", "nothing"], output: "output")
    #expect(try await leak.waitForEnd().cause == .exited(code: 66))
    #expect(try bench.directory.text("output").contains("cannot open nothing: No such file"))
  }

  @Test func `fdleak's time is limited`() async throws {
    let leak = try bench.start("lab-fdleak", ["--secs", "0"])
    #expect(try await leak.waitForEnd().cause == .exited(code: 0))
  }

  // MARK: forker

  @Test func `forker has its children asleep, and TERM ends all`() async throws {
    let forker = try bench.start("lab-forker", ["--n", "30"])
    let forked = try await bench.waitForEvent("forked", of: forker.pid)
    #expect(forked.contains("\"children\":30,"))
    let children = Kernel.children(of: forker.pid)
    #expect(children.count == 30)
    try await eventually("asleep") {
      children.allSatisfy { Kernel.comm($0) == "lab-forker" && Kernel.state($0) == "S" }
    }
    #expect(children.allSatisfy { Kernel.mask($0, "SigCgt") == 0 })
    #expect(Kernel.mask(forker.pid, "SigCgt") == bit(SIGTERM))
    #expect(Kernel.mask(forker.pid, "SigIgn") == 0)
    // A child that ends is no zombie for long, and its number is not signalled later.
    kill(children[0], SIGKILL)
    try await eventually("reaped") { Kernel.state(children[0]) == nil }
    forker.signal(SIGTERM)
    #expect(try await forker.waitForEnd().cause == .exited(code: 0))
    #expect(children.allSatisfy { Kernel.state($0) == nil })
  }

  @Test func `forker that is killed leaves nobody`() async throws {
    let forker = try bench.start("lab-forker", ["--n", "5"])
    try await bench.waitForEvent("forked")
    let children = Kernel.children(of: forker.pid)
    forker.signal(SIGKILL)
    _ = try await forker.waitForEnd()
    try await eventually("all gone") { children.allSatisfy(Kernel.isDead) }
  }

  @Test func `forker starts 200 by itself, and ends them when its time is over`() async throws {
    let forker = try bench.start("lab-forker", ["--secs", "1"])
    #expect(try await bench.waitForEvent("forked").contains("\"children\":200,"))
    #expect(try await forker.waitForEnd().cause == .exited(code: 0))
    #expect(Kernel.children(of: forker.pid).isEmpty)
  }

  /// The limit counts all processes of a user and doesn't bind root: a user that nobody else is.
  @Test(.enabled(if: getuid() == 0 && access("/usr/bin/setpriv", X_OK) == 0))
  func `forker says how many it got before it was refused, and keeps those`() async throws {
    #expect(chmod(bench.directory.path, 0o777) == 0)
    #expect(chmod(bench.linkPath, 0o755) == 0)
    let forker = try bench.startShell(
      "exec setpriv --reuid 64999 --regid 64999 --clear-groups prlimit --nproc=12 "
        + "\(bench.linkPath)/lab-forker", options: .init())
    let refused = try await bench.waitForEvent("refused", of: forker.pid)
    #expect(refused.contains("\"children\":11,\"errno\":\"EAGAIN\""))
    #expect(Kernel.children(of: forker.pid).count == 11)
    forker.signal(SIGTERM)
    #expect(try await forker.waitForEnd().cause == .exited(code: 0))
    #expect(bench.events("exiting").count == 1)
  }

  // MARK: lock

  @Test func `lock holds its file, and lets go at TERM`() async throws {
    let first = try bench.start("lab-lock", ["--file", "data.lock"])
    #expect(try await bench.waitForEvent("locked", of: first.pid).contains("\"data.lock\""))
    #expect(locks(of: first.pid).count == 1)
    #expect(Kernel.mask(first.pid, "SigCgt") == 0)
    #expect(Kernel.mask(first.pid, "SigIgn") == 0)
    let second = try bench.start("lab-lock", ["--file", "data.lock"])
    try await bench.waitForEvent("waiting", of: second.pid)
    try await eventually("it waits in flock") {
      locks(of: second.pid).contains { $0.contains("-> FLOCK") }
    }
    first.signal(SIGTERM)
    #expect(try await first.waitForEnd().cause == .signalled(signal: SIGTERM, core: false))
    try await bench.waitForEvent("locked", of: second.pid)
    #expect(Kernel.mask(second.pid, "SigCgt") == 0)
    #expect(second.ending() == nil)
  }

  @Test func `lock that waits ends when its time is over, too`() async throws {
    let first = try bench.start("lab-lock")
    try await bench.waitForEvent("locked", of: first.pid)
    let second = try bench.start("lab-lock", ["--secs", "1"])
    #expect(try await second.waitForEnd().cause == .exited(code: 0))
    #expect(bench.events("locked").count == 1)
  }

  @Test func `lock needs a file that can be had`() async throws {
    let lock = try bench.start("lab-lock", ["--file", "/proc/none/x"], output: "output")
    #expect(try await lock.waitForEnd().cause == .exited(code: 73))
    #expect(try bench.directory.text("output").split(separator: "\n").count == 1)
  }

  private func locks(of pid: Int32) -> [String] {
    let locks = FileManager.default.contents(atPath: "/proc/locks") ?? Data()
    return String(decoding: locks, as: UTF8.self).split(separator: "\n").map(String.init)
      .filter { $0.contains(" FLOCK ") && $0.contains(" \(pid) ") }
  }
}

/// Whether the hard limit of descriptors lets a test have so many.
private func mayOpen5000() -> Bool {
  var limit = rlimit()
  return getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0
    && limit.rlim_max >= 5000
}
