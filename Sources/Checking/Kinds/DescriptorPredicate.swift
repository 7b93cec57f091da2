package import Record

/// Where a descriptor leads and how it was opened; see proc_pid_fd(5) and proc_pid_fdinfo(5).
package struct DescriptorPredicate: ProcessPredicateKind {
  package static let key = "descriptor"
  package static let summary = """
    All named descriptors lead to that file (relative to the bench), path or kind of thing, and \
    have these flags: /proc/PID/fd/N and /proc/PID/fdinfo/N.
    """
  package static let usage = [
    "descriptor: {fd: [1, 2], file: logs/train.log, flags: [append]}",
    "descriptor: {fd: 0, path: /dev/null}", "descriptor: {fd: 1, kind: pipe}",
  ]
  package static let schema: JSON? = .keys(
    [
      ("fd", .oneOrList(Int.schema)), ("file", String.schema), ("path", String.schema),
      ("kind", .words(Kind.allCases.map(\.rawValue))),
      ("flags", .oneOrList(.words(Flag.allCases.map(\.rawValue)))),
    ], required: ["fd"])

  package enum Kind: String, CaseIterable, Sendable { case terminal, pipe, file, socket }
  package enum Flag: String, CaseIterable, Sendable {
    case append
    case writeOnly = "write-only"
    case readOnly = "read-only"

    func holds(_ flags: UInt32) -> Bool {
      switch self {
      case .append: flags & 0o2000 != 0
      case .writeOnly: flags & 3 == 1
      case .readOnly: flags & 3 == 0
      }
    }
  }

  package var numbers: [Slot<Int>]
  package var file: Slot<String>?
  package var path: Slot<String>?
  package var kind: Kind?
  package var flags: [Flag]

  package init?(_ argument: ContentNode, log: ContentLog) {
    let reader = KeyReader(argument, log: log, what: "'descriptor'")
    let fd = reader.required("fd")
    numbers = (fd?.list ?? fd.map { [$0] } ?? []).compactMap { Slot($0, log: log) }
    file = reader.slot("file")
    path = reader.slot("path")
    kind = reader.word("kind", as: Kind.self)
    let flagNodes = reader.value("flags").map { $0.list ?? [$0] } ?? []
    flags = flagNodes.compactMap { ContentReading.word($0, as: Flag.self, log: log) }
    reader.finish()
    if numbers.isEmpty { return nil }
    if file == nil, path == nil, kind == nil, flags.isEmpty {
      log.report("file:, path:, kind: or flags: is missing", at: argument.place)
    }
  }

  package var watch: Set<FactGroup> { [.stat, .descriptors] }

  private func matches(_ descriptor: DescriptorFacts, _ scene: Scene) -> Bool {
    let target = descriptor.target
    if let file {
      guard let name = file.value(scene.name), let bench = scene.timeline.header?.bench else {
        return false
      }
      if target != "\(bench)/\(name)" { return false }
    }
    if let path, path.value(scene.name) != target { return false }
    switch kind {
    case .terminal where !(target.hasPrefix("/dev/pts/") || target.hasPrefix("/dev/tty")):
      return false
    case .pipe where !target.hasPrefix("pipe:["): return false
    case .socket where !target.hasPrefix("socket:["): return false
    case .file where !target.hasPrefix("/") || target.hasPrefix("/dev/"): return false
    default: break
    }
    return flags.isEmpty
      || descriptor.flags.map { open in flags.allSatisfy { $0.holds(open) } } ?? false
  }

  package func held(of track: ProcessTrack, _ scene: Scene) -> Held {
    let wanted = numbers.compactMap { $0.value(scene.name) }
    guard wanted.count == numbers.count else { return .unknown }
    var held = track.held { facts in
      guard let descriptors = facts.descriptors else { return nil }
      return wanted.allSatisfy { number in
        descriptors.contains { Int($0.number) == number && matches($0, scene) }
      }
    }
    if held.yes.isEmpty, let latest = track.latest, latest.descriptors == nil,
      latest.unreadable?["descriptors"] != nil
    {
      held.doubt = .from(track.since)
    }
    return held
  }

  package func expected(_ scene: Scene) -> String {
    let fds = numbers.map { $0.value(scene.name).map { "\($0)" } ?? "?" }
    let list = "descriptor\(fds.count > 1 ? "s" : "") \(fds.joined(separator: " and "))"
    var parts: [String] = []
    if let file { parts.append("on \(file.value(scene.name) ?? "?")") }
    if let path { parts.append("on \(path.value(scene.name) ?? "?")") }
    if let kind { parts.append("on a \(kind.rawValue)") }
    if !flags.isEmpty {
      parts.append(
        "opened \(flags.map { $0 == .append ? "to append" : $0.rawValue }.joined(separator: ", "))")
    }
    return "\(list) \(parts.joined(separator: ", "))"
  }

  package func observed(of track: ProcessTrack, _ scene: Scene) -> String {
    guard let descriptors = track.latest?.descriptors else {
      return "its descriptors are not known"
    }
    let bench = scene.timeline.header.map { $0.bench + "/" } ?? "/"
    return numbers.compactMap { $0.value(scene.name) }.map { number in
      guard let found = descriptors.first(where: { Int($0.number) == number }) else {
        return "\(number) is closed"
      }
      let target =
        found.target.hasPrefix(bench)
        ? String(found.target.dropFirst(bench.count)) : found.target
      let append =
        flags.contains(.append)
        ? (found.flags ?? 0) & 0o2000 != 0 ? " (append)" : " (without append)" : ""
      return "\(number) → \(target)\(append)"
    }.joined(separator: ", ")
  }

  package func evidence(of track: ProcessTrack, _ scene: Scene, at moment: UInt64) -> [Evidence] {
    guard let facts = track.facts(at: moment), let descriptors = facts.descriptors else {
      return []
    }
    let at = track.moments.last { $0.at <= moment }?.at ?? track.since
    let wanted = Set(numbers.compactMap { $0.value(scene.name) })
    return descriptors.filter { wanted.contains(Int($0.number)) }.flatMap { item in
      var lines = [
        Evidence(
          source: "/proc/\(track.pid)/fd/\(item.number)", field: "", value: item.target, at: at)
      ]
      if !flags.isEmpty, let open = item.flags {
        lines.append(
          Evidence(
            source: "/proc/\(track.pid)/fdinfo/\(item.number)", field: "flags",
            value: "0" + String(open, radix: 8), at: at))
      }
      return lines
    }
  }

  package static let examples = [
    PredicateExample(
      "a file of the bench", "descriptor: {fd: [1, 2], file: train.log}", holds: true),
    PredicateExample("a path", "descriptor: {fd: 0, path: /dev/null}", holds: true),
    PredicateExample("append", "descriptor: {fd: 1, flags: [append]}", holds: true),
    PredicateExample("all of them", "descriptor: {fd: [1, 2], flags: append}", holds: false),
    PredicateExample(
      "a terminal", "descriptor: {fd: 2, kind: terminal}", holds: true,
      starting: {
        $0.descriptors = [DescriptorFacts(number: 2, target: "/dev/pts/3", flags: 0o2)]
      }),
    PredicateExample("not a pipe", "descriptor: {fd: 1, kind: pipe}", holds: false),
  ]
}
