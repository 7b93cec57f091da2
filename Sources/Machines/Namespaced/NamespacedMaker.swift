internal import CLinux
internal import FoundationEssentials
internal import Glibc
internal import ProcFS

/// Makes machines out of namespaces, an overlay, and the systemd that is installed here. Needs root.
public enum NamespacedMaker: MachineMaker {
  /// Namespaced.
  public static var kind: MachineKind { .namespaced }

  /// Root, systemd, a bus, cgroup v2 and an overlay are needed; the last is tried.
  public static func obstacle() -> String? {
    guard geteuid() == 0 else { return "it needs root; you are uid \(geteuid())" }
    guard MachineInit.systemd() != nil else {
      return "systemd isn't installed (it need not be PID 1); Debian package: systemd"
    }
    guard access("/usr/sbin/runuser", X_OK) == 0 || access("/sbin/runuser", X_OK) == 0 else {
      return "runuser isn't installed; Debian package: util-linux"
    }
    let bus = ["/usr/bin/dbus-daemon", "/usr/bin/dbus-broker"]
    guard bus.contains(where: { access($0, X_OK) == 0 }) else {
      return "no message bus is installed; Debian package: dbus"
    }
    guard ControlGroup.hierarchy() != nil else {
      return "no cgroup v2 hierarchy is mounted; as root: mount -t cgroup2 none /mnt"
    }
    return MachineTrial.obstacle()
  }

  /// Everything is the host's; controllers are not there where the host keeps them on version 1.
  public static func offer() -> MachineOffer {
    MachineOffer(controllers: ControlGroup.hierarchy().map(ControlGroup.controllers(of:)) ?? [])
  }

  /// From a plan to a machine whose agent answers; 0.6 s on a quiet machine.
  public static func start(_ plan: MachinePlan) throws(MachineError) -> any PracticeMachine {
    guard let hierarchy = ControlGroup.hierarchy() else {
      throw MachineError(.unsupported, "no cgroup v2 hierarchy is mounted")
    }
    var record = plan.record
    // Before anything is in it: whoever comes after a kill ends what they find there.
    record.controlGroup = Self.controlGroup(of: record, in: hierarchy)
    record.endpoints = [
      .init(socket: NamespacedPlan.socketOutside(of: plan.folder), sharing: .many)
    ]
    try plan.save(record)
    let namespaced = NamespacedPlan(
      folder: plan.folder, programs: plan.payload.programs, course: plan.payload.course,
      units: "\(plan.payload.machineFiles)/units", hostname: record.name,
      machineID: String((record.instance + record.instance).prefix(32)),
      bootID: Self.bootID(), endsWithStarter: plan.endsWithStarter)
    try namespaced.write()
    plan.tell("booting")
    let running = try NamespacedStart(plan: namespaced, folder: plan.folder)
      .run(record, save: plan.save)
    return NamespacedMachine(record: running, folder: plan.folder)
  }

  /// Its own, of each start anew: who still clears up after the one before must not meet this one.
  static func controlGroup(of record: MachineRecord, in hierarchy: String) -> String {
    let isUnderSystemd = access("/run/systemd/system", F_OK) == 0
    return isUnderSystemd
      ? "\(hierarchy)/system.slice/\(NamespacedStart.scope(of: record))/machine"
      : "\(hierarchy)/lab-\(record.name)-\(record.instance)"
  }

  /// Takes up a machine that runs.
  public static func attach(_ record: MachineRecord, folder: String) -> any PracticeMachine {
    NamespacedMachine(record: record, folder: folder)
  }

  /// Ends its init and removes its control group.
  public static func clean(_ record: MachineRecord, folder: String) throws(MachineError) {
    try NamespacedMachine.end(record)
  }

  /// A fresh boot id, in the kernel's spelling.
  static func bootID() -> String {
    var random = SystemRandomNumberGenerator()
    return BootID(high: random.next(), low: random.next()).description
  }
}

/// From a plan to a machine whose agent answers.
struct NamespacedStart {
  let plan: NamespacedPlan
  let folder: String

  /// How long a boot may take: half a second, and on a busy machine that is emulated half a minute.
  static let patience = Duration.seconds(90)

  static func scope(of record: MachineRecord) -> String { "lab-machine-\(record.instance).scope" }

  /// - Parameter save: Keeps the record as soon as the init is known.
  /// - Returns: the record with its process.
  func run(
    _ record: MachineRecord, save: (MachineRecord) throws(MachineError) -> Void
  ) throws(MachineError) -> MachineRecord {
    guard let group = record.controlGroup else {
      throw MachineError(.files, "the machine has no control group")
    }
    try? FileManager.default.removeItem(atPath: "\(folder)/run")
    guard mkdir("\(folder)/run", 0o700) == 0 else { throw MachineError.call(.files, folder) }
    var record = record
    record.process = try keeper(record, group: group)
    try save(record)
    let machine = NamespacedMachine(record: record, folder: folder)
    let deadline = ContinuousClock.now + Self.patience
    while !isAnswered() {
      guard machine.isRunning else { throw MachineError(.failed, "it ended at once: \(bootLog())") }
      guard ContinuousClock.now < deadline else {
        throw MachineError(.unreachable, "it did not come up in \(Self.patience): \(bootLog())")
      }
      usleep(5_000)
    }
    let probe = SessionRequest(
      ["/bin/sh", "-c", "test -S \"$XDG_RUNTIME_DIR/systemd/private\""], login: false)
    guard try machine.run(probe, limit: .seconds(10)).status == 0 else {
      throw MachineError(.failed, "it came up without the learner's user manager")
    }
    return record
  }

  /// Whether the agent listens.
  private func isAnswered() -> Bool {
    let connection = lab_socket_connect(NamespacedPlan.socketOutside(of: folder))
    if connection >= 0 { close(connection) }
    return connection >= 0
  }

  /// The last line that was written before systemd took over.
  private func bootLog() -> String {
    let text = (try? String(contentsOfFile: "\(folder)/boot.log", encoding: .utf8)) ?? ""
    return text.split(separator: "\n").last.map(String.init) ?? ""
  }

  /// Starts the keeper and reads which process its machine's init is.
  private func keeper(
    _ record: MachineRecord, group: String
  ) throws(MachineError) -> ProcessIdentity {
    let executable = "\(plan.programs)/lab"
    let starter = KeeperStarter.current(isOutlived: !plan.endsWithStarter)
    var words = [executable, "machine-keeper", folder, group] + starter.words
    if group.hasSuffix(".scope/machine") {
      // A systemd that rules this host gives the group away, rather than being surprised by it.
      words =
        [
          "/usr/bin/systemd-run", "--scope", "--quiet", "--collect",
          "--unit=\(Self.scope(of: record))", "--property=Delegate=yes",
          "--description=Practice machine '\(record.name)' of lab", "--",
        ] + words + ["--scope"]
    }
    return try HelperProgram.process(of: words, log: "\(folder)/keeper.log")
  }
}
