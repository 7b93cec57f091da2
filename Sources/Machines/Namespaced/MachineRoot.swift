internal import CLinux
internal import FoundationEssentials
internal import Glibc
internal import ProcFS

/// Builds the root of a namespaced machine: the host's files with a layer of memory over them.
///
/// In a mount namespace of its own: nothing of it is seen outside, and what is written goes to memory.
struct MachineRoot {
  let plan: NamespacedPlan
  /// The new root while it is built.
  let path: String
  private let memory: String

  init(plan: NamespacedPlan) {
    self.plan = plan
    memory = "\(plan.folder)/memory"
    path = "\(memory)/root"
  }

  /// All steps; afterwards the new root is the root.
  func build() throws(MachineError) {
    guard lab_own_mounts() == 0 else { throw MachineError.call(.failed, "unshare mounts") }
    guard lab_own_cgroups() == 0 else {
      throw MachineError.call(.failed, "unshare control groups")
    }
    try layers()
    try kernel()
    try devices()
    try hide()
    try handIn()
    let files = MachineFiles(root: path)
    let learner = try files.addLearner()
    try files.linger()
    try files.name(plan.hostname, machineID: plan.machineID)
    try files.units(
      from: plan.units, uid: learner.uid, listen: "--listen \(NamespacedPlan.socketInside)")
    guard lab_set_hostname(plan.hostname) == 0 else {
      throw MachineError.call(.failed, "sethostname")
    }
    guard lab_pivot_root(path) == 0 else { throw MachineError.call(.failed, "pivot_root") }
    guard lab_drop_machine_capabilities() == 0 else {
      throw MachineError.call(.failed, "capabilities")
    }
  }

  // MARK: - The host's files, with a layer of memory over them

  private func layers() throws(MachineError) {
    try make(memory)
    try mount("tmpfs", at: memory, options: "mode=755,size=2g")
    try overlay(of: "/", at: path, name: "root")
    // The overlay of a folder does not have what is mounted below it.
    let mounts = (try? ProcRoot().mounts().all) ?? []
    for (index, place) in Self.partsOfSystem.enumerated() {
      guard mounts.contains(where: { $0.target == place }) else { continue }
      try overlay(of: place, at: path + place, name: "part\(index)")
    }
  }

  /// What may be file systems of their own, and belongs to a system.
  private static let partsOfSystem = ["/usr", "/usr/local", "/etc", "/var", "/var/lib", "/opt"]

  private func overlay(of lower: String, at target: String, name: String) throws(MachineError) {
    let upper = "\(memory)/\(name).upper"
    let work = "\(memory)/\(name).work"
    for folder in [upper, work, target] { try make(folder) }
    try mount(
      "overlay", at: target, options: "lowerdir=\(lower),upperdir=\(upper),workdir=\(work)")
  }

  /// Whether a layer of memory can be put over the host's files; in a mount namespace of its own.
  ///
  /// - Throws: `failed`, naming the step.
  func tryLayers() throws(MachineError) {
    guard lab_own_mounts() == 0 else { throw MachineError.call(.failed, "unshare mounts") }
    try layers()
  }

  // MARK: - The kernel's file systems

  private static let noSetUID = UInt(LAB_MOUNT_NOSUID)
  private static let noDevices = UInt(LAB_MOUNT_NOSUID | LAB_MOUNT_NODEV)
  private static let plain = UInt(LAB_MOUNT_NOSUID | LAB_MOUNT_NODEV | LAB_MOUNT_NOEXEC)

  private func kernel() throws(MachineError) {
    for folder in ["proc", "sys", "dev", "run", "tmp"] { try make("\(path)/\(folder)") }
    try mount("proc", at: "\(path)/proc", flags: Self.plain)
    // What is the whole kernel's is read, not changed.
    for name in ["sys", "sysrq-trigger", "irq", "bus"] {
      let place = "\(path)/proc/\(name)"
      guard access(place, F_OK) == 0 else { continue }
      try bind(place, at: place)
      try readOnly(place)
    }
    try MachineFiles(root: memory).write(plan.bootID + "\n", to: "/boot_id", mode: 0o444)
    try bind("\(memory)/boot_id", at: "\(path)/proc/sys/kernel/random/boot_id")
    try mount("sysfs", at: "\(path)/sys", flags: Self.plain | UInt(LAB_MOUNT_READ_ONLY))
    try mount("cgroup2", at: "\(path)/sys/fs/cgroup", flags: Self.plain)
    try mount("tmpfs", at: "\(path)/run", flags: Self.noDevices, options: "mode=755,size=256m")
    try mount("tmpfs", at: "\(path)/tmp", flags: Self.noDevices, options: "mode=1777,size=1g")
  }

  private func devices() throws(MachineError) {
    let devices = "\(path)/dev"
    try mount("tmpfs", at: devices, flags: Self.noSetUID, options: "mode=755,size=4m")
    for name in ["null", "zero", "full", "random", "urandom", "tty"] {
      try MachineFiles(root: devices).write("", to: "/\(name)", mode: 0o666)
      try bind("/dev/\(name)", at: "\(devices)/\(name)")
    }
    for folder in ["pts", "shm", "mqueue"] { try make("\(devices)/\(folder)") }
    try mount(
      "devpts", at: "\(devices)/pts", flags: UInt(LAB_MOUNT_NOSUID | LAB_MOUNT_NOEXEC),
      options: "newinstance,ptmxmode=0666,mode=620,gid=5")
    try mount(
      "tmpfs", at: "\(devices)/shm", flags: Self.noDevices, options: "mode=1777,size=256m")
    let links = [
      "ptmx": "pts/ptmx", "fd": "/proc/self/fd", "stdin": "/proc/self/fd/0",
      "stdout": "/proc/self/fd/1", "stderr": "/proc/self/fd/2",
    ]
    for (name, target) in links { symlink(target, "\(devices)/\(name)") }
  }

  // MARK: - What is the host's alone

  /// Homes, logs, and what the host's systemd is told and remembers: nothing of it is for the machine.
  private func hide() throws(MachineError) {
    let places = [
      "/home": "755", "/root": "700", "/var/log": "755", "/var/lib/systemd": "755",
      "/etc/systemd": "755", "/var/tmp": "1777", "/var/spool": "755",
    ]
    for (place, mode) in places.sorted(by: { $0.key < $1.key }) {
      try make(path + place)
      try mount("tmpfs", at: path + place, flags: Self.noDevices, options: "mode=\(mode)")
    }
    // journald has a file for each user only where it keeps files at all.
    for folder in ["/var/log/journal", "/etc/systemd/system", "/etc/systemd/user"] {
      try make(path + folder)
    }
  }

  // MARK: - What is handed in

  private func handIn() throws(MachineError) {
    let bin = "\(path)/opt/lab/bin"
    let share = "\(path)/opt/lab/share/lab"
    let files = MachineFiles(root: path)
    for folder in ["/opt/lab/bin", "/opt/lab/share/lab", "/run/lab"] { try files.folder(folder) }
    for name in ["lab", "lab-workload"] {
      try files.write("", to: "/opt/lab/bin/\(name)", mode: 0o755)
      try bind("\(plan.programs)/\(name)", at: "\(bin)/\(name)")
      try readOnly("\(bin)/\(name)")
    }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: plan.programs)) ?? []
    for name in names where name.hasPrefix("lab-") {
      let target = try? FileManager.default.destinationOfSymbolicLink(
        atPath: "\(plan.programs)/\(name)")
      if target == "lab-workload" { symlink("lab-workload", "\(bin)/\(name)") }
    }
    for name in ["Lessons", "Exercises"] where access("\(plan.course)/\(name)", F_OK) == 0 {
      try make("\(share)/\(name)")
      try bind("\(plan.course)/\(name)", at: "\(share)/\(name)")
      try readOnly("\(share)/\(name)")
    }
    try bind("\(plan.folder)/run", at: "\(path)/run/lab")
  }

  // MARK: - Steps

  private func make(_ folder: String) throws(MachineError) {
    guard mkdir(folder, 0o755) == 0 || errno == EEXIST else {
      throw MachineError.call(.failed, "mkdir \(shown(folder))")
    }
  }

  private func mount(
    _ type: String, at target: String, flags: UInt = 0, options: String? = nil
  ) throws(MachineError) {
    guard lab_mount(type, type, target, flags, options) == 0 else {
      throw MachineError.call(.failed, "mount \(type) at \(shown(target))")
    }
  }

  private func bind(_ source: String, at target: String) throws(MachineError) {
    guard lab_mount_bind(source, target) == 0 else {
      throw MachineError.call(.failed, "mount \(shown(source)) at \(shown(target))")
    }
  }

  private func readOnly(_ target: String) throws(MachineError) {
    guard lab_mount_read_only(target) == 0 else {
      throw MachineError.call(.failed, "mount \(shown(target)) read-only")
    }
  }

  /// As the machine would name it.
  private func shown(_ place: String) -> String {
    place.hasPrefix(path + "/") ? String(place.dropFirst(path.count)) : place
  }
}
