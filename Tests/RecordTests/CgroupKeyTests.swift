import Record
import Testing

@Suite struct CgroupKeyTests {
  @Test func `every key is known by its name, and no name is taken twice`() {
    #expect(Set(CgroupKey.all.map(\.name)).count == CgroupKey.all.count)
    for key in CgroupKey.all { #expect(CgroupKey(key.name) == key) }
    #expect(CgroupKey("memory.events.oom_kill")?.file == "memory.events")
    #expect(CgroupKey("memory.pressure.some.avg10")?.entry == "some.avg10")
    #expect(CgroupKey("memory.limit_in_bytes") == nil)
  }

  @Test func `what moves by itself is listed sparingly, what somebody does is not`() {
    let calm = ["cgroup.events.frozen", "memory.events.oom_kill", "memory.max", "pids.events.max"]
    for name in calm { #expect(CgroupKey(name)?.isRestless == false) }
    for name in ["cpu.stat.usage_usec", "memory.current"] {
      #expect(CgroupKey(name)?.isRestless == true)
    }
  }
}
