/// The command line of a virtual practice machine.
struct QEMUArguments: Hashable {
  /// What executes the guest's instructions.
  enum Accelerator: String, Hashable {
    /// The processor itself, through /dev/kvm.
    case kvm
    /// QEMU, one instruction after the other: works everywhere, about ten times slower.
    case tcg
  }

  /// The ports that lead to the agent; each takes one session at a time.
  static let ports = 6
  static let memoryMiB = 1024
  static let processors = 2
  /// What its files are called in the folder that QEMU runs in. Relative, since a socket's path holds
  /// 108 bytes.
  static let disk = "disk.qcow2"
  static let monitor = "monitor"
  static let console = "console.log"
  static func port(_ number: Int) -> String { "port.\(number)" }

  var program: String
  var accelerator: Accelerator
  /// The image's folder.
  var image: String
  /// The tar that is its second disk.
  var handIn: String
  /// The snapshot to go on from; nil boots.
  var snapshot: String?

  /// A machine without a disk, which only says that machines can run here at all.
  static func probe(program: String, image: String, console: String) -> [String] {
    [program] + common(.kvm)
      + [
        "-m", "128", "-smp", "1", "-serial", "file:\(escaped(console))",
        "-kernel", "\(image)/vmlinuz", "-initrd", "\(image)/initrd",
        "-append", "console=ttyS0 panic=-1 quiet lab.probe",
      ]
  }

  /// All words, the program first.
  var words: [String] {
    var words = [program] + Self.common(accelerator)
    words += ["-m", "\(Self.memoryMiB)", "-smp", "\(Self.processors)"]
    words += ["-serial", "file:\(Self.console)"]
    words += ["-qmp", "unix:\(Self.monitor),server=on,wait=off"]
    // The image is named here, so that a cache may be moved. A write that the host has no room for is an
    // error inside: by default the whole machine would stand still, without a word.
    let backing = Self.escaped("\(image)/root.ext4")
    words += [
      "-drive",
      "file=\(Self.disk),format=qcow2,if=virtio,discard=unmap,werror=report,backing.driver=raw,"
        + "backing.file.driver=file,backing.file.filename=\(backing)",
      "-drive", "file=\(Self.escaped(handIn)),format=raw,if=virtio,read-only=on",
      "-device", "virtio-rng-pci", "-device", "virtio-serial-pci",
    ]
    for number in 0..<Self.ports {
      words += [
        "-chardev", "socket,id=c\(number),path=\(Self.port(number)),server=on,wait=off",
        "-device", "virtserialport,chardev=c\(number),name=lab.\(number)",
      ]
    }
    words += ["-kernel", "\(image)/vmlinuz", "-initrd", "\(image)/initrd"]
    words += ["-append", Self.kernelLine]
    if let snapshot { words += ["-loadvm", snapshot] }
    return words
  }

  /// No network, no screen, nothing but what is named; a guest that restarts has ended.
  private static func common(_ accelerator: Accelerator) -> [String] {
    let processor = accelerator == .kvm ? "host" : "Nehalem"
    // A smaller cache of translated code than the usual GiB costs nothing measurable.
    let how = accelerator == .kvm ? "kvm" : "tcg,thread=multi,tb-size=256"
    return [
      "-machine", "q35", "-accel", how, "-cpu", processor, "-nodefaults", "-no-user-config",
      "-display", "none", "-no-reboot",
    ]
  }

  static let kernelLine = [
    "console=ttyS0", "panic=-1", "psi=1", "quiet", "mitigations=off", "random.trust_cpu=1",
    "tsc=reliable", "no_timer_check", "systemd.unit=lab.target", "systemd.show_status=1",
  ].joined(separator: " ")

  /// Commas end an option's value in QEMU's command line; doubled they stand for themselves.
  static func escaped(_ value: String) -> String {
    value.split(separator: ",", omittingEmptySubsequences: false).joined(separator: ",,")
  }
}
