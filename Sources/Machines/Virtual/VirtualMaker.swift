internal import CLinux
internal import FoundationEssentials
internal import Glibc
internal import ProcFS

/// Makes virtual machines: works for everybody who has QEMU, with or without /dev/kvm.
public enum VirtualMaker: MachineMaker {
  /// Virtual machines.
  public static var kind: MachineKind { .virtual }

  /// Why none can be had here; what builds an image counts only while there is none.
  public static func obstacle() -> String? {
    do throws(MachineError) {
      _ = try VirtualHost.tools()
      // What is handed in is this lab, unless somebody else asks, such as a test.
      let own = try? ProcRoot().process(getpid()).executable()
      if let own, own.hasSuffix("/lab") { try StaticProgram.check(own) }
      let cache = try ImageCache.current()
      guard cache.image(try VirtualHost.imageName()) == nil else { return nil }
      return ImageBuilder.obstacle(cache)
    } catch {
      return error.message
    }
  }

  /// Building the image, unless it is there.
  public static func preparation() -> String? {
    guard let cache = try? ImageCache.current(), let name = try? VirtualHost.imageName(),
      cache.image(name) != nil
    else { return "lab machine image" }
    return nil
  }

  /// All controllers; two processors, whatever the host has; most of its memory.
  public static func offer() -> MachineOffer {
    MachineOffer(
      controllers: ["cpu", "cpuset", "io", "memory", "pids"], cpus: QEMUArguments.processors,
      freeBytes: 700 << 20, programs: ImageBuilder.programs)
  }

  /// Goes on from a snapshot; where there is none yet for this lab, boots once and takes one.
  ///
  /// - Throws: `unsupported` where there is no QEMU, no image, or no lab that runs in it.
  public static func start(_ plan: MachinePlan) throws(MachineError) -> any PracticeMachine {
    let host = try VirtualHost.look()
    let keeper = "\(plan.payload.programs)/lab"
    let accelerator = try KVMProbe.accelerator(
      keeper: keeper, program: host.program, version: host.version, image: host.image,
      cache: host.cache.cache,
      folder: plan.folder, tell: plan.tell)
    var plan = plan
    plan.record.notes = [
      VirtualLaunch.Note.program: host.program,
      VirtualLaunch.Note.keeper: keeper,
      VirtualLaunch.Note.image: host.image.folder,
      VirtualLaunch.Note.accelerator: accelerator.rawValue,
    ]
    if plan.endsWithStarter { plan.record.notes[VirtualLaunch.Note.starter] = "\(getpid())" }
    let snapshots = SnapshotCache(folder: host.cache.snapshots)
    let key = SnapshotCache.key(
      image: host.image, labDigest: plan.payload.labDigest, accelerator: accelerator,
      version: host.version)
    let snapshot = snapshots.find(key)
    try DiskRoom.check(
      [(plan.folder, Self.own), (snapshots.folder, snapshot == nil ? Self.kept : 0)],
      for: "a virtual machine")
    do throws(MachineError) {
      if let snapshot, let machine = try resumed(snapshot, key, in: snapshots, plan) {
        return machine
      }
      return try resume(try prepared(key, in: snapshots, host: host, plan), plan)
    } catch {
      throw DiskRoom.explained(error, in: [plan.folder, snapshots.folder])
    }
  }

  /// What a machine writes at its start: its disk with a snapshot of its memory, and what is handed in.
  private static let own: UInt64 = 420 << 20
  /// What is kept of the first start.
  private static let kept: UInt64 = 400 << 20

  /// nil where the snapshot does not work: another build of QEMU under the same name, or a damaged disk.
  /// Then it is taken anew.
  private static func resumed(
    _ snapshot: MachineSnapshot, _ key: String, in snapshots: SnapshotCache, _ plan: MachinePlan
  ) throws(MachineError) -> VirtualMachine? {
    do throws(MachineError) {
      return try resume(snapshot, plan)
    } catch {
      // A full disk is not the snapshot's fault.
      guard error.code == .failed, (DiskRoom.free(plan.folder) ?? .max) >= DiskRoom.full else {
        throw error
      }
      snapshots.forget(key)
      return nil
    }
  }

  /// Takes up a machine that runs.
  public static func attach(_ record: MachineRecord, folder: String) -> any PracticeMachine {
    VirtualMachine(record: record, folder: folder)
  }

  /// Ends its QEMU, if that still runs.
  public static func clean(_ record: MachineRecord, folder: String) throws(MachineError) {
    try VirtualMachine.end(record)
  }

  // MARK: - From a snapshot

  /// Goes on from a snapshot, with the clock and the course of today; and takes a snapshot of that, to
  /// which `reset` goes back.
  private static func resume(
    _ snapshot: MachineSnapshot, _ plan: MachinePlan
  ) throws(MachineError) -> VirtualMachine {
    plan.tell("waking the machine")
    unlink("\(plan.folder)/\(QEMUArguments.disk)")
    try CopiedFile.copy(snapshot.disk, to: "\(plan.folder)/\(QEMUArguments.disk)")
    try CopiedFile.share(snapshot.handIn, as: "\(plan.folder)/\(VirtualLaunch.handIn)")
    let launch = try VirtualLaunch(
      record: plan.record, folder: plan.folder, snapshot: MachineSnapshot.name)
    let machine = VirtualMachine(record: try launch.run(save: plan.save), folder: plan.folder)
    do throws(MachineError) {
      try wake(machine)
      try handInCourse(machine, plan)
      let monitor = try QMPConnection("\(plan.folder)/\(QEMUArguments.monitor)")
      try monitor.monitor("savevm \(MachineSnapshot.name)")
    } catch {
      try? machine.stop()
      throw error
    }
    return machine
  }

  /// Sets the clock of a machine that was asleep, and gives it random numbers of its own.
  static func wake(_ machine: VirtualMachine) throws(MachineError) {
    var random = SystemRandomNumberGenerator()
    let seed = (0..<64).map { _ in random.next() as UInt8 }
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    let fraction = String(1_000_000_000 + now.tv_nsec).dropFirst()
    let request = SessionRequest(
      ["/opt/lab/bin/lab", "machine-wake", "\(now.tv_sec).\(fraction)"], user: .root, login: false)
    let result = try machine.run(request, input: seed, limit: .seconds(60))
    guard result.status == 0 else {
      throw MachineError(.failed, "the machine does not wake: \(result.errorText.trimmed)")
    }
  }

  private static func handInCourse(
    _ machine: VirtualMachine, _ plan: MachinePlan
  ) throws(MachineError) {
    let file = "\(plan.folder)/course.tar"
    try HandIn.course(of: plan.payload, to: file)
    defer { unlink(file) }
    guard let tar = try? Data(contentsOf: URL(filePath: file)) else {
      throw MachineError(.files, "\(file): can't be read")
    }
    let script =
      "rm -rf /opt/lab/share/lab && mkdir -p /opt/lab/share/lab && "
      + "tar -C /opt/lab/share/lab -xf - && sync"
    let request = SessionRequest(["/bin/sh", "-c", script], user: .root, login: false)
    let result = try machine.run(request, input: Array(tar), limit: .seconds(120))
    guard result.status == 0 else {
      throw MachineError(.failed, "the course can't be handed in: \(result.errorText.trimmed)")
    }
  }

  // MARK: - The first start

  /// How long a boot may take: ten seconds on an idle host without KVM, and hosts are not always idle.
  static let patience = Duration.seconds(240)

  /// Boots a machine of this image and this lab, and keeps it as a snapshot.
  private static func prepared(
    _ key: String, in snapshots: SnapshotCache, host: VirtualHost, _ plan: MachinePlan
  ) throws(MachineError) -> MachineSnapshot {
    plan.tell("preparing the first start")
    guard let lock = try snapshots.lock(key, waiting: patience) else {
      throw MachineError(.taken, "another lab has been preparing the same machine for too long")
    }
    defer { lock.remove() }
    // Whoever held the lock may have done it.
    if let snapshot = snapshots.find(key) { return snapshot }
    try HandIn.programs(of: plan.payload, to: "\(plan.folder)/\(VirtualLaunch.handIn)")
    try FreshDisk.make(
      "\(plan.folder)/\(QEMUArguments.disk)", over: host.image, with: host.imageTool)
    let launch = try VirtualLaunch(record: plan.record, folder: plan.folder, snapshot: nil)
    let machine = VirtualMachine(record: try launch.run(save: plan.save), folder: plan.folder)
    do throws(MachineError) {
      try BootWatch(machine: machine, tell: plan.tell).wait(patience)
      plan.tell("taking a snapshot")
      // What is not in memory need not be saved.
      let request = SessionRequest(
        ["/bin/sh", "-c", "sync; echo 3 >/proc/sys/vm/drop_caches"], user: .root, login: false)
      _ = try machine.run(request)
      let monitor = try QMPConnection("\(plan.folder)/\(QEMUArguments.monitor)")
      try monitor.monitor("savevm \(MachineSnapshot.name)")
      try monitor.quit()
    } catch {
      try? machine.stop()
      throw error
    }
    if let process = machine.record.process, let qemu = try? Pidfd(process) {
      _ = qemu.hasEnded(within: .seconds(10))
    }
    try machine.stop()
    return try snapshots.publish(key, from: plan.folder)
  }
}

/// A disk that is the image's, and keeps what is written to it for itself.
enum FreshDisk {
  static func make(
    _ file: String, over image: MachineImage, with imageTool: String
  ) throws(MachineError) {
    unlink(file)
    let said = try HostCommand.run([
      imageTool, "create", "-q", "-f", "qcow2", "-F", "raw", "-b", image.disk, file,
    ])
    guard said.status == 0 else {
      throw MachineError(.files, "\(file): can't be made: \(said.text.trimmed)")
    }
  }
}
