internal import Record
internal import Systemd

extension Scene {
  /// What is known of a unit of `units:`.
  func unit(_ key: String) -> SubjectTrack? {
    name("\(key).unit").flatMap { timeline.unit($0) }
  }

  private func manager(_ key: String) -> Manager {
    name("\(key).manager").flatMap { Manager(rawValue: $0) } ?? .user
  }

  /// What evidence calls a look at a unit.
  func showCommand(_ key: String) -> String {
    manager(key).showCommand(name("\(key).unit") ?? key)
  }

  func journalCommand(_ key: String) -> String {
    (["journalctl"] + manager(key).option + ["-u", name("\(key).unit") ?? key])
      .joined(separator: " ")
  }
}

extension SubjectTrack {
  /// One line of evidence, if the value was known at that moment.
  func evidence(
    _ name: String, source: String, at moment: UInt64, field: String? = nil
  ) -> Evidence? {
    guard let value = value(name, at: moment) ?? series[name]?.first?.value else { return nil }
    return Evidence(
      source: source, field: field ?? name, value: value,
      at: seen(name, at: moment) ?? series[name]?.first?.at ?? moment)
  }
}
