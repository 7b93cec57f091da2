package import Checking
package import ProcFS
package import Record

/// How the kernel is to treat a process that the lab starts: CPUs, policy, I/O priority, limits.
package struct Treatment: Sendable {
  /// The CPUs that it may run on.
  package enum CPUs: Sendable {
    /// One, which was the least busy when the attempt began; the same for all roles of it.
    case quietest
    /// These, such as "0-1".
    case list(Slot<CPUList>)
  }

  /// A resource limit, both of its values.
  package struct Limit: Sendable {
    package var name: LimitName
    package var soft: Slot<LimitAmount>
    package var hard: Slot<LimitAmount>
  }

  package var cpus: CPUs?
  package var policy: Slot<PolicyName>?
  /// For fifo and rr.
  package var realTimePriority: Slot<Int>?
  package var ioClass: Slot<IOClass>?
  /// 0 to 7.
  package var ioLevel: Slot<Int>?
  package var limits: [Limit] = []
  /// -1000 to 1000.
  package var oomAdjustment: Slot<Int>?

  package init() {}

  /// Reads `cpus:`, `policy:`, `ioprio:`, `limits:` and `oom-adjustment:` of a role.
  package init(_ reader: KeyReader, log: ContentLog) {
    if let node = reader.value("cpus") {
      cpus =
        node.text == "quietest"
        ? .quietest : Slot<CPUList>(node, log: log).map { .list($0) }
    }
    if let node = reader.value("policy") {
      if node.map == nil {
        policy = Slot(node, log: log)
      } else {
        let inner = KeyReader(node, log: log, what: "'policy'")
        policy = inner.required("is").flatMap { Slot($0, log: log) }
        realTimePriority = inner.slot("priority")
        inner.finish()
      }
    }
    if let node = reader.value("ioprio") {
      if node.map == nil {
        ioClass = Slot(node, log: log)
      } else {
        let inner = KeyReader(node, log: log, what: "'ioprio'")
        ioClass = inner.required("class").flatMap { Slot($0, log: log) }
        ioLevel = inner.slot("level")
        inner.finish()
      }
    }
    if let node = reader.value("limits") {
      let inner = KeyReader(node, log: log, what: "'limits'")
      limits = inner.keys.compactMap { Self.limit($0, inner, log: log) }
    }
    oomAdjustment = reader.slot("oom-adjustment")
  }

  private static func limit(_ key: String, _ reader: KeyReader, log: ContentLog) -> Limit? {
    guard let node = reader.value(key) else { return nil }
    guard let name = LimitName(rawValue: key) else {
      let known = LimitName.allCases.map(\.rawValue)
      log.report(
        "unknown limit '\(key)'\(Suggestion.ending(for: key, among: known))",
        at: reader.place(of: key))
      return nil
    }
    guard node.map != nil else {
      return Slot<LimitAmount>(node, log: log).map { Limit(name: name, soft: $0, hard: $0) }
    }
    let inner = KeyReader(node, log: log, what: "a limit")
    let soft = inner.required("soft").flatMap { Slot<LimitAmount>($0, log: log) }
    let hard = inner.required("hard").flatMap { Slot<LimitAmount>($0, log: log) }
    inner.finish()
    guard let soft, let hard else { return nil }
    if let first = soft.fixed, let second = hard.fixed, first > second {
      log.report("the soft limit is above the hard one", at: node.place)
    }
    return Limit(name: name, soft: soft, hard: hard)
  }

  /// Asks for it in a spec.
  ///
  /// - Parameter quietest: The CPU to take for `cpus: quietest`.
  package func apply(
    to spec: inout SpawnSpec, quietest: () -> Int32, _ names: (String) -> String?
  ) {
    switch cpus {
    case .quietest: spec.affinity = CPUList([quietest()])?.mask
    case .list(let list): spec.affinity = list.value(names)?.mask
    case nil: break
    }
    spec.policy = policy?.value(names)?.number
    spec.realTimePriority = Int32(clamping: realTimePriority?.value(names) ?? 0)
    if let kind = ioClass?.value(names)?.kind {
      spec.ioPriority =
        IOPriority(kind, level: Int32(clamping: ioLevel?.value(names) ?? 0)).rawValue
    }
    for limit in limits {
      guard let soft = limit.soft.value(names), let hard = limit.hard.value(names) else { continue }
      spec.limits[limit.name.kernelName] = LimitFacts(soft: soft.number, hard: hard.number)
    }
    spec.oomAdjustment = oomAdjustment?.value(names).map { Int32(clamping: $0) }
  }
}
