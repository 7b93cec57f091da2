import Course
import Machines
import Testing

@testable import Attempts

@Suite struct PlacementTests {
  private static var namespaced: Placer.Kind {
    .init(
      kind: .namespaced, obstacle: { nil }, preparation: { nil },
      offer: { MachineOffer(controllers: []) })
  }
  private static var virtual: Placer.Kind {
    .init(
      kind: .virtual, obstacle: { nil }, preparation: { "lab machine image" },
      offer: {
        MachineOffer(
          controllers: ["cpu", "memory", "pids"], cpus: 2, freeBytes: 600 << 20, programs: ["tmux"])
      })
  }

  private func placer(_ kinds: [Placer.Kind], isPractice: Bool = false) -> Placer {
    Placer(machine: Machine(hasTerminal: true, isPractice: isPractice), kinds: kinds)
  }

  @Test func `what the machine has runs on it`() {
    #expect(placer([Self.namespaced]).place([.tty, .cpus(1)]) == .here)
    #expect(placer([]).place([]) == .here)
  }

  @Test func `what changes the system runs in a practice machine, the nearer first`() {
    #expect(
      placer([Self.namespaced, Self.virtual]).place([.practice])
        == .machine(.namespaced, why: "it changes the system", first: nil))
    #expect(placer([], isPractice: true).place([.practice]) == .here)
  }

  @Test func `a controller that namespaces can't have wants a virtual one`() {
    let placement = placer([Self.namespaced, Self.virtual]).place([.practice, .cgroup("memory")])
    #expect(
      placement
        == .machine(.virtual, why: "it changes the system", first: "lab machine image"))
  }

  @Test func `a group without controllers is had in namespaces`() {
    #expect(placer([Self.namespaced]).place([.practice, .cgroup("any")]).kind == .namespaced)
  }

  @Test func `where nothing fits, each is said with its reason`() {
    var refused = Self.virtual
    refused.obstacle = { "qemu isn't installed" }
    let placement = placer([Self.namespaced, refused]).place([.practice, .cgroup("cpu")])
    #expect(
      placement
        == .nowhere(
          why: "it changes the system; namespaced machine: the controller 'cpu' is not in this "
            + "machine's cgroup v2 hierarchy; virtual machine: qemu isn't installed"))
    #expect(placement.kind == nil)
  }

  @Test func `what a machine is too small for is said`() {
    let placer = placer([Self.virtual])
    #expect(placer.place([.practice, .memory(bytes: 700 << 20)]).kind == nil)
    #expect(placer.place([.practice, .cpus(3)]).why?.contains("2 CPUs") == true)
    #expect(placer.place([.practice, .screen]).why?.contains("screen isn't installed") == true)
    #expect(placer.place([.practice, .tmux, .cpus(2)]).kind == .virtual)
  }

  @Test func `a lesson is placed by what its lines need, and named as the word for it names it`()
    throws
  {
    let lab = try TestLab().lab
    let course = try lab.course()
    for lesson in course.modules.flatMap(\.lessons) {
      #expect(try lab.lesson(named: lesson.placeName).path == lesson.path)
    }
    let units = try lab.lesson(named: "systemd/1")
    #expect(units.requires == [.userManager])
    #expect(units.placeWord == "lesson systemd/units-and-states")
    let inside = placer([Self.namespaced]).place(units.requires + [.practice])
    #expect(inside.kind == .namespaced)
  }

  @Test func `what has to be tried is tried once`() {
    var count = 0
    var kind = Self.namespaced
    kind.obstacle = {
      count += 1
      return nil
    }
    let placer = placer([kind])
    for _ in 0..<3 { _ = placer.place([.practice]) }
    #expect(count == 1)
  }

  @Test(arguments: ["practice:0123:learner", "practice-vm:abc:root"])
  func `a residence is text and back`(text: String) {
    #expect(Residence(text)?.text == text)
  }

  @Test(arguments: ["", "outside", "a:b", "a:b:nobody", "a:b:c:d"])
  func `what is no residence is nil`(text: String) { #expect(Residence(text) == nil) }

  @Test(arguments: [
    ("signals-x-0a1b", true), ("../x", false), ("", false), (".x", false), ("a/b", false),
  ])
  func `ids from inside can't name other places`(id: String, isName: Bool) {
    #expect(PracticeStay.isName(id) == isName)
  }
}
