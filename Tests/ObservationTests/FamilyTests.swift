import LabTestSupport
import Observation
import ProcFS
import Testing

@Suite struct FamilyTests {
  let observer = Observer()

  @Test func `finds children, descendants and ancestors`() async throws {
    let top = try SpawnedProcess(shell: "sh -c 'sleep 600 & sleep 600 & wait' & wait")
    try await eventually("three descendants") { observer.descendants(of: top.pid).count == 3 }
    let middle = try #require(observer.children(of: top.pid).first)
    let leaves = observer.children(of: middle)
    #expect(leaves.count == 2)
    #expect(observer.descendants(of: top.pid).first == middle)
    #expect(Set(observer.descendants(of: top.pid)) == Set(leaves + [middle]))
    #expect(observer.ancestors(of: leaves[0]).prefix(2) == [middle, top.pid])
    #expect(observer.children(of: 4_194_305) == [])
    #expect(observer.ancestors(of: 4_194_305) == [])
  }

  @Test func `finds the members of a group`() async throws {
    let top = try SpawnedProcess(shell: "sleep 600 & sleep 600 & setsid sleep 600 & wait")
    // The one in a session of its own does not end with the group.
    defer {
      for child in observer.children(of: top.pid).compactMap({ observer.identity(of: $0) }) {
        if let pidfd = try? Pidfd(child) { try? pidfd.send(.kill) }
      }
    }
    try await eventually("three of one session") {
      observer.children(of: top.pid).count == 3 && observer.members(ofGroup: top.pid).count == 3
    }
    #expect(observer.members(ofGroup: top.pid).first == top.pid)
  }

  @Test func `finds who reads a pipe`() async throws {
    let top = try SpawnedProcess(shell: "sleep 600 | sleep 601 & wait")
    try await eventually("both ends") {
      observer.children(of: top.pid).allSatisfy {
        (try? observer.stat(of: $0).comm == "sleep") == true
      }
        && observer.children(of: top.pid).count == 2
    }
    let writer = try #require(
      observer.children(of: top.pid).first {
        observer.descriptorTarget(of: $0, descriptor: 1)?.hasPrefix("pipe:") == true
      })
    let target = try #require(observer.descriptorTarget(of: writer, descriptor: 1))
    let readers = observer.readers(ofPipe: target)
    #expect(readers == observer.children(of: top.pid).filter { $0 != writer })
  }

  @Test func `a fixture's rings come to an end`() throws {
    let fixture = try ProcFixture()
    try fixture.add(pid: 2, parent: 3, children: [3])
    try fixture.add(pid: 3, parent: 2, children: [2])
    let observer = Observer(proc: fixture.path)
    #expect(observer.ancestors(of: 2) == [3, 2])
    #expect(observer.descendants(of: 2) == [3])
  }
}

@Suite struct ReaperProbeTests {
  @Test func `names a living adopter, and tells whether it reaps`() async throws {
    let probe = try #require(ReaperProbe())
    #expect(Observer().isAlive(probe.reaper))
    #expect(probe.reaper != probe.orphan)
    let reaps = try await eventuallyValue("the answer", within: .seconds(15)) { probe.reaps() }
    #expect(reaps == !Observer().isAlive(probe.orphan))
  }
}
