internal import CLinux
internal import Glibc
package import Record

/// A process that was just started; its owner closes the descriptors.
package struct StartedProcess {
  package var pid: Int32
  package var pidfd: Int32
  /// The master of its own terminal, non-blocking; nil where it has none.
  var terminal: Int32?
}

/// Starts processes as `SpawnSpec` says, through lab_spawn_all.
package enum ProcessStarter {
  /// Starts a process and its companions.
  ///
  /// - Returns: The process, then its companions in their order.
  /// - Throws: `SupervisionError` with code `spawn`, naming the step and the file; then none of them
  ///   was started.
  package static func start(_ spec: SpawnSpec) throws(SupervisionError) -> [StartedProcess] {
    guard spec.companions.count <= LAB_SPAWN_COMPANIONS else {
      throw SupervisionError(
        .spawn, "\(spec.role): more than \(LAB_SPAWN_COMPANIONS) companions in one session")
    }
    var plans: [SpawnPlan] = []
    plans.append(try SpawnPlan(spec, newSession: spec.newSession))
    for companion in spec.companions {
      plans.append(try SpawnPlan(companion, newSession: false))
    }
    let count = plans.count
    let options = UnsafeMutablePointer<lab_spawn_opts>.allocate(capacity: count)
    defer { options.deallocate() }
    for (index, plan) in plans.enumerated() {
      (options + index).initialize(to: plan.options)
      if index > 0 { options[index - 1].companion = UnsafePointer(options + index) }
    }
    var pids = [pid_t](repeating: 0, count: count)
    var pidfds = [Int32](repeating: -1, count: count)
    var stage: UnsafePointer<CChar>?
    var path: UnsafePointer<CChar>?
    let failure = lab_spawn_all(options, &pids, &pidfds, &stage, &path)
    guard failure == 0 else {
      let step = stage.map { String(cString: $0) } ?? ""
      let object = path.map { String(cString: $0) } ?? spec.executable
      let failed = ([spec] + spec.companions).first { $0.executable == object } ?? spec
      throw Self.failed("\(step) \(step == "chdir" ? failed.directory : object)", failure)
    }
    return zip(plans, zip(pids, pidfds)).map { plan, started in
      StartedProcess(pid: started.0, pidfd: started.1, terminal: plan.takeTerminal())
    }
  }

  /// The kernel's names of limits, as `/proc/PID/limits` spells them; getrlimit(2).
  static let resources: [String: Int32] = [
    "Max cpu time": 0, "Max file size": 1, "Max data size": 2, "Max stack size": 3,
    "Max core file size": 4, "Max resident set": 5, "Max processes": 6, "Max open files": 7,
    "Max locked memory": 8, "Max address space": 9, "Max file locks": 10,
    "Max pending signals": 11, "Max msgqueue size": 12, "Max nice priority": 13,
    "Max realtime priority": 14, "Max realtime timeout": 15,
  ]

  static func rlimits(
    _ limits: [String: LimitFacts]
  ) throws(SupervisionError) -> [lab_rlimit] {
    var result: [lab_rlimit] = []
    for (name, limit) in limits.sorted(by: { $0.key < $1.key }) {
      guard let resource = resources[name] else {
        throw SupervisionError(.spawn, "no such limit: \(name)")
      }
      result.append(
        lab_rlimit(
          resource: resource, soft: limit.soft ?? UInt64.max, hard: limit.hard ?? UInt64.max))
    }
    return result
  }

  static func hasNUL(_ spec: SpawnSpec) -> Bool {
    let texts =
      [spec.executable, spec.directory] + spec.arguments
      + spec.environment.map { $0.key + $0.value }
    return texts.contains { $0.utf8.contains(0) }
  }

  static func failed(_ step: String, _ number: Int32) -> SupervisionError {
    SupervisionError(.spawn, "\(step): \(String(cString: strerror(number)))", errno: number)
  }
}

/// Lends the strings as a null-terminated argv.
func withCStrings<Result>(
  _ strings: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>?) -> Result
) -> Result {
  var pointers: [UnsafeMutablePointer<CChar>?] = strings.map { strdup($0) }
  pointers.append(nil)
  defer { for pointer in pointers { free(pointer) } }
  return pointers.withUnsafeBufferPointer { body($0.baseAddress) }
}
