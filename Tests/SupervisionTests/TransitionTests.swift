import Record
import Supervision
import Testing

@Suite struct TransitionTests {
  private func facts(_ change: (inout ProcessFacts) -> Void) -> ProcessFacts {
    var facts = ProcessFacts()
    facts.comm = "lab-train"
    facts.state = "S"
    facts.nice = 0
    facts.cpuTicks = 10
    facts.residentKiB = 1000
    facts.virtualBytes = 8000
    change(&facts)
    return facts
  }

  @Test func `CPU time and sizes are no transition of their own`() {
    let new = facts {
      $0.cpuTicks = 11
      $0.residentKiB = 90_000
      $0.virtualBytes = 9000
    }
    #expect(Transition(from: facts { _ in }, to: new).isEmpty)
  }

  @Test func `a change holds what changed, with the CPU time`() {
    let new = facts {
      $0.nice = 5
      $0.cpuTicks = 11
    }
    let transition = Transition(from: facts { _ in }, to: new)
    var expected = ProcessFacts()
    expected.nice = 5
    expected.cpuTicks = 11
    #expect(transition.changed == expected)
    #expect(transition.fields == ["nice"])
    #expect(!transition.isScheduling)
  }

  @Test func `what was not read now did not change`() {
    var new = ProcessFacts()
    new.state = "S"
    #expect(Transition(from: facts { $0.ignored = 2 }, to: new).isEmpty)
  }

  @Test func `a sample of three descriptors is compared with three of a snapshot`() {
    let all = (0..<5).map { DescriptorFacts(number: $0, target: "/dev/null", flags: 0) }
    let old = facts { $0.descriptors = all }
    #expect(Transition(from: old, to: facts { $0.descriptors = Array(all[..<3]) }).isEmpty)
    let closed = Transition(from: old, to: facts { $0.descriptors = Array(all[1..<3]) })
    #expect(closed.fields == ["descriptors"])
  }

  @Test(arguments: [("S", "R", true), ("R", "D", true), ("S", "T", false), ("T", "S", false)])
  func `what a scheduler does is told apart from stops`(old: String, new: String, isIt: Bool) {
    let transition = Transition(from: facts { $0.state = old }, to: facts { $0.state = new })
    #expect(transition.isScheduling == isIt)
    #expect(transition.fields == ["state"])
  }

  @Test func `where memory is watched, a tenth more counts`() {
    let old = facts { $0.residentKiB = 100_000 }
    func grows(to size: UInt64) -> Bool {
      !Transition(from: old, to: facts { $0.residentKiB = size }, watchesMemory: true).isEmpty
    }
    #expect(!grows(to: 100_500))
    #expect(!grows(to: 105_000))
    #expect(grows(to: 111_000))
    #expect(grows(to: 80_000))
  }
}

@Suite struct FlickerGateTests {
  private let tenth: UInt64 = 100_000_000

  @Test func `five changes a second are listed, the sixth begins to be counted`() {
    var gate = FlickerGate()
    for sample in 1...5 {
      gate.changed("nice", at: UInt64(sample) * tenth)
      #expect(!gate.isFlickering("nice", at: UInt64(sample) * tenth))
    }
    for sample in 6...20 {
      gate.changed("nice", at: UInt64(sample) * tenth)
      #expect(gate.isFlickering("nice", at: UInt64(sample) * tenth))
    }
    #expect(!gate.isFlickering("group", at: 20 * tenth))
    let counts = gate.report(at: 20 * tenth)
    #expect(counts.map(\.field) == ["nice"])
    #expect(counts.map(\.times) == [15])
    let again = gate.report(at: 21 * tenth)
    #expect(again.isEmpty)
  }

  @Test func `a second of calm ends it`() {
    var gate = FlickerGate()
    for sample in 1...10 { gate.changed("nice", at: UInt64(sample) * tenth) }
    #expect(gate.isFlickering("nice", at: 19 * tenth))
    #expect(!gate.isFlickering("nice", at: 20 * tenth))
    gate.changed("nice", at: 21 * tenth)
    #expect(!gate.isFlickering("nice", at: 21 * tenth))
  }

  @Test func `a night of running and sleeping makes few lines`() {
    var gate = FlickerGate()
    var listed = 0
    for second in 0..<36_000 where gate.spend(at: UInt64(second) * 10 * tenth) {
      listed += 1
    }
    #expect(listed <= 36_000 / 30 + FlickerGate.allowance)
    #expect(listed >= 36_000 / 30 - 1)
    let counts = gate.report(at: 360_000 * tenth, final: true)
    #expect(counts.first?.field == "state")
  }
}
