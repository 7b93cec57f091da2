/// Kinds of workloads, as exercise.yaml names them.
public enum WorkloadKinds {
  /// The link that starts each; its processes have that name (comm).
  public static let links = [
    "trainer": "lab-train", "burner": "lab-burn", "alloc": "lab-alloc", "sleeper": "lab-sleep",
    "stuck": "lab-stuck", "zombie": "lab-zombie", "orphan": "lab-orphan", "fork": "lab-fork",
    "mask": "lab-mask", "ignore": "lab-ignore", "ask": "lab-ask", "logger": "lab-logger",
    "threads": "lab-threads", "io": "lab-io", "forker": "lab-forker", "fdleak": "lab-fdleak",
    "locker": "lab-lock", "limiter": "lab-limit", "notifier": "lab-notify",
    "server": "lab-serve",
  ]

  /// Those that can be started.
  static let all = links.keys.sorted()
  /// Processes that workloads start; they don't register.
  static let inner = ["loader", "helper", "tracer", "worker"]

  /// What the name of such a process is, behind "lab-": "burn" for a burner.
  static func command(of kind: String) -> String {
    links[kind].map { String($0.dropFirst("lab-".count)) } ?? kind
  }
}
