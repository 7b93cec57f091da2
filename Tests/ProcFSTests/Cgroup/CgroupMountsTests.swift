import LabTestSupport
import ProcFS
import Testing

@Suite struct CgroupMountsTests {
  private func mounts(_ text: String) throws -> CgroupMounts {
    try CgroupMounts(parsing: Array(text.utf8).span)
  }

  @Test(arguments: [
    (CgroupFixtures.unified, CgroupMounts.Mode.unified),
    (CgroupFixtures.hybrid, .hybrid), (CgroupFixtures.legacy, .legacy),
    (CgroupFixtures.named, .unified), (CgroupFixtures.part, .unified),
    ("22 1 254:1 / / rw - ext4 /dev/vda1 rw\n", .none),
  ])
  func `the versions are told apart by the mount table`(
    _ table: String, _ mode: CgroupMounts.Mode
  ) throws {
    #expect(try mounts(table).mode == mode)
  }

  @Test func `version 1 tells its controllers, version 2 where it is`() throws {
    let found = try mounts(CgroupFixtures.hybrid)
    #expect(found.legacy("cpuacct")?.target == "/sys/fs/cgroup/cpu,cpuacct")
    #expect(found.legacy("memory")?.isReadOnly == true)
    #expect(found.legacy("pids") == nil)
    #expect(found.all.first { $0.target.hasSuffix("systemd") }?.controllers == [])
    #expect(found.unified?.target == "/sys/fs/cgroup/uni fied")
    #expect(found.unified?.isReadOnly == false)
  }

  @Test func `a group's directory is below what is mounted`() throws {
    let whole = try #require(try mounts(CgroupFixtures.unified).unified)
    #expect(whole.directory(of: "/") == "/sys/fs/cgroup")
    #expect(whole.directory(of: "/a.slice/b") == "/sys/fs/cgroup/a.slice/b")
    // A process outside the reader's namespace: cgroup_namespaces(7).
    #expect(whole.directory(of: "/../other") == nil)
    #expect(whole.directory(of: "a") == nil)
    let part = try #require(try mounts(CgroupFixtures.part).unified)
    #expect(part.directory(of: "/box/one") == "/sys/fs/cgroup")
    #expect(part.directory(of: "/box/one/x") == "/sys/fs/cgroup/x")
    #expect(part.directory(of: "/box/oneself") == nil)
    #expect(part.directory(of: "/box") == nil)
  }

  @Test func `a line that ends early is malformed, and the place is told`() throws {
    let error = #expect(throws: ProcFSError.self) {
      _ = try mounts("30 23 0:26 / /sys/fs/cgroup rw shared:9")
    }
    #expect(error?.code == .malformed)
    #expect(error?.text.contains("'-'") == true)
  }

  @Test func `the groups above`() {
    #expect(CgroupMounts.Mount.ancestors(of: "/a/b/c") == ["/a/b", "/a", "/"])
    #expect(CgroupMounts.Mount.ancestors(of: "/a") == ["/"])
    #expect(CgroupMounts.Mount.ancestors(of: "/") == [])
    #expect(CgroupMounts.Mount.ancestors(of: "") == [])
  }

  @Test func `this machine's own table is understood`() throws {
    let found = try ProcRoot().cgroupMounts()
    for mount in found.all { #expect(mount.target.hasPrefix("/")) }
  }
}
