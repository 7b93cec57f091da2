import LabTestSupport
import ProcFS
import Testing

@Suite struct LoadAverageTests {
  @Test func `counts hundredths`() throws {
    let load = try LoadAverage(parsing: Array(Fixtures.loadavg.utf8).span)
    #expect(load.oneMinute == 208)
    #expect(load.fiveMinutes == 70)
    #expect(load.fifteenMinutes == 1229)
    #expect(load.runnable == 6)
    #expect(load.tasks == 158)
    #expect(load.lastPID == 25046)
  }
}

@Suite struct UptimeTests {
  @Test func `is a duration`() throws {
    let uptime = try Uptime(parsing: Array(Fixtures.uptime.utf8).span)
    #expect(uptime.sinceBoot == .milliseconds(3_833_670))
    #expect(uptime.idle == .milliseconds(7_193_080))
  }

  @Test func `grows`() throws {
    let first = try ProcRoot().uptime().sinceBoot
    #expect(try ProcRoot().uptime().sinceBoot >= first)
  }
}

@Suite struct MemoryInfoTests {
  @Test func `is in kibibytes`() throws {
    let memory = try MemoryInfo(parsing: Array(Fixtures.meminfo.utf8).span)
    #expect(memory.totalKiB == 24_684_092)
    #expect(memory.freeKiB == 23_129_660)
    #expect(memory.availableKiB == 23_996_320)
    #expect(memory.buffersKiB == 9932)
    #expect(memory.cachedKiB == 1_027_876)
    #expect(memory.swapTotalKiB == 1_048_572)
    #expect(memory.swapFreeKiB == 1_048_000)
  }
}

@Suite struct SystemStatTests {
  @Test func `reads CPUs and the boot's time`() throws {
    let stat = try SystemStat(parsing: Array(Fixtures.systemStat.utf8).span)
    #expect(stat.bootTimeSeconds == 1_763_740_000)
    #expect(stat.cpus.map(\.number) == [nil, 0, 1])
    #expect(stat.cpus[1].totalTicks == 382_389)
    #expect(stat.cpus[1].busyTicks == 20_115)
    #expect(stat.created == 25046)
    #expect(stat.running == 6)
    #expect(stat.blocked == 1)
  }

  @Test func `reads this machine`() throws {
    let stat = try ProcRoot().systemStat()
    #expect(stat.cpus.count >= 2)
    #expect(stat.bootTimeSeconds > 1_000_000_000)
  }
}

@Suite struct MountsTests {
  @Test func `undoes the octal escapes`() throws {
    let mounts = try Mounts(parsing: Array(Fixtures.mounts.utf8).span)
    #expect(mounts.all.count == 3)
    #expect(mounts.cgroup2 == "/sys/fs/cgroup")
    #expect(mounts.all[0].options == ["rw", "nosuid", "hidepid=2"])
    #expect(mounts.all[2].target == "/mnt/two words\\")
  }

  @Test func `this machine has a proc`() throws {
    #expect(try ProcRoot().mounts().all.contains { $0.type == "proc" })
  }
}

@Suite struct BootIDTests {
  @Test func `prints as the kernel does`() throws {
    let id = try #require(BootID(parsing: Fixtures.bootID.utf8))
    #expect(id.description == "01234567-89ab-cdef-0123-456789abcdef")
    #expect(BootID(parsing: "0123".utf8) == nil)
    #expect(BootID(parsing: Fixtures.bootID.replacing("a", with: "g").utf8) == nil)
  }

  @Test func `a fixture tree can stand for the machine`() throws {
    let fixture = try ProcFixture(bootID: "ffffffff-ffff-ffff-0000-000000000001")
    #expect(try ProcRoot(fixture.path).bootID() == BootID(high: .max, low: 1))
  }
}
