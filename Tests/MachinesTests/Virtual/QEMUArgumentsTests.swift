import Testing

@testable import Machines

@Suite struct QEMUArgumentsTests {
  static let plain = QEMUArguments(
    program: "/usr/bin/qemu-system-x86_64", accelerator: .tcg, image: "/c/images/debian12-x",
    handIn: "hand-in.tar", snapshot: nil)

  private func value(after word: String, in words: [String]) -> String? {
    words.firstIndex(of: word).map { words[$0 + 1] }
  }

  @Test func `a machine boots its image over a disk of its own`() {
    let words = Self.plain.words
    #expect(words.first == "/usr/bin/qemu-system-x86_64")
    #expect(value(after: "-kernel", in: words) == "/c/images/debian12-x/vmlinuz")
    let disk = value(after: "-drive", in: words) ?? ""
    #expect(disk.hasPrefix("file=disk.qcow2,format=qcow2,"))
    #expect(disk.hasSuffix("backing.file.filename=/c/images/debian12-x/root.ext4"))
    #expect(value(after: "-append", in: words)?.contains("systemd.unit=lab.target") == true)
    #expect(!words.contains("-loadvm"))
  }

  @Test func `a snapshot is loaded by its name`() {
    var arguments = Self.plain
    arguments.snapshot = "ready"
    #expect(value(after: "-loadvm", in: arguments.words) == "ready")
    #expect(arguments.words.dropLast(2) == Self.plain.words[...])
  }

  @Test func `each port has a socket and a name`() {
    let words = Self.plain.words
    for number in 0..<QEMUArguments.ports {
      #expect(
        words.contains("socket,id=c\(number),path=port.\(number),server=on,wait=off"))
      #expect(words.contains("virtserialport,chardev=c\(number),name=lab.\(number)"))
    }
  }

  @Test func `without a kernel's help another processor is shown`() {
    var arguments = Self.plain
    #expect(value(after: "-cpu", in: arguments.words) == "Nehalem")
    #expect(value(after: "-accel", in: arguments.words)?.hasPrefix("tcg,thread=multi") == true)
    arguments.accelerator = .kvm
    #expect(value(after: "-cpu", in: arguments.words) == "host")
    #expect(value(after: "-accel", in: arguments.words) == "kvm")
  }

  @Test func `a comma in a path does not end it`() {
    var arguments = Self.plain
    arguments.image = "/c,d=e"
    #expect(
      value(after: "-drive", in: arguments.words)?
        .hasSuffix("backing.file.filename=/c,,d=e/root.ext4") == true)
    #expect(QEMUArguments.escaped(",a,,b,") == ",,a,,,,b,,")
  }

  @Test func `a probe has no disk`() {
    let words = QEMUArguments.probe(program: "/q", image: "/i", console: "/f/probe,log")
    #expect(!words.contains("-drive"))
    #expect(words.contains("file:/f/probe,,log"))
    #expect(value(after: "-accel", in: words) == "kvm")
  }

  @Test func `a snapshot's key changes with what it was taken of`() {
    let image = MachineImage(folder: "/c/images/debian12-x")
    func key(
      _ image: MachineImage, _ digest: String, _ accelerator: QEMUArguments.Accelerator = .tcg,
      _ version: String = "7.2"
    ) -> String {
      SnapshotCache.key(
        image: image, labDigest: digest, accelerator: accelerator, version: version)
    }
    let first = key(image, "a")
    #expect(first == key(MachineImage(folder: "/elsewhere/debian12-x"), "a"))
    let others = [
      key(MachineImage(folder: "/c/images/debian12-y"), "a"), key(image, "b"),
      key(image, "a", .kvm),
      key(image, "a", .tcg, "8.0"),
    ]
    #expect(Set(others + [first]).count == 5)
    #expect(first.hasPrefix("tcg-") && first.utf8.count == 20)
  }
}
