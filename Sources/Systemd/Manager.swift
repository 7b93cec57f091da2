internal import Glibc

/// A service manager: the system's, or the caller's own.
///
/// Interface: systemctl(1), `--user`; systemd(1).
public enum Manager: String, Codable, Hashable, Sendable, CaseIterable {
  /// `systemd --user` of the caller's uid.
  case user
  /// PID 1.
  case system

  /// What systemctl and journalctl are told, to mean this one.
  public var option: [String] { self == .user ? ["--user"] : [] }

  /// How evidence names a look at a unit: "systemctl --user show NAME".
  public func showCommand(_ unit: String) -> String {
    (["systemctl"] + option + ["show", unit]).joined(separator: " ")
  }

  /// The runtime directory of the caller: `$XDG_RUNTIME_DIR`, else `/run/user/UID` where there is
  /// one; file-hierarchy(7).
  public static func runtimeDirectory(_ environment: (String) -> String? = variable) -> String? {
    if let named = environment("XDG_RUNTIME_DIR"), named.hasPrefix("/") { return named }
    let usual = "/run/user/\(getuid())"
    return access(usual, X_OK) == 0 ? usual : nil
  }

  /// Where the manager keeps its own state: it changes at each reload of its units, and holds a
  /// link `units/invocation:NAME` for each unit that runs.
  public func stateDirectory(_ environment: (String) -> String? = variable) -> String? {
    switch self {
    case .system: "/run/systemd"
    case .user: Self.runtimeDirectory(environment).map { $0 + "/systemd" }
    }
  }

  /// Whether the machine was booted with systemd: sd_booted(3).
  public static var isBooted: Bool { access("/run/systemd/system", F_OK) == 0 }

  /// What a child that talks to it needs: complete, nothing else is inherited.
  ///
  /// Times are printed in the caller's zone, as the learner's own systemctl prints them.
  public func environment(_ own: (String) -> String? = variable) -> [String: String] {
    var result = [
      "PATH": own("PATH") ?? "/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin",
      "LC_ALL": "C.UTF-8", "SYSTEMD_COLORS": "0", "SYSTEMD_PAGER": "", "SYSTEMD_URLIFY": "0",
    ]
    for name in ["HOME", "TZ", "DBUS_SESSION_BUS_ADDRESS", "USER", "LOGNAME"] {
      result[name] = own(name)
    }
    if self == .user { result["XDG_RUNTIME_DIR"] = Self.runtimeDirectory(own) }
    return result
  }

  /// A variable of the caller's environment; nil if it is unset or empty.
  public static func variable(_ name: String) -> String? {
    guard let value = getenv(name), value.pointee != 0 else { return nil }
    return String(cString: value)
  }
}
