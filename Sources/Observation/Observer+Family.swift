internal import ProcFS

extension Observer {
  /// The children that the process has now, ascending; none if it is gone or can't be read.
  public func children(of pid: Int32) -> [Int32] {
    guard let process = try? root.process(pid) else { return [] }
    return (try? process.children()) ?? []
  }

  /// The children, their children and so on; parents before their children.
  public func descendants(of pid: Int32) -> [Int32] {
    var found: [Int32] = []
    var seen: Set<Int32> = [pid]
    var waiting = [pid]
    while let parent = waiting.popLast() {
      for child in children(of: parent) where seen.insert(child).inserted {
        found.append(child)
        waiting.append(child)
      }
    }
    return found
  }

  /// The parent, its parent and so on; the last is usually 1.
  public func ancestors(of pid: Int32) -> [Int32] {
    var found: [Int32] = []
    var current = pid
    // Parents can't form a ring, but they may change while they are read.
    while let parent = try? stat(of: current).parent, parent > 0, !found.contains(parent) {
      found.append(parent)
      current = parent
    }
    return found
  }

  /// All processes of a process group, ascending, zombies included.
  ///
  /// Looks at every process of the machine.
  public func members(ofGroup group: Int32) -> [Int32] {
    guard let pids = try? root.processIDs() else { return [] }
    return pids.filter { (try? stat(of: $0).group) == group }
  }

  /// The processes whose descriptor 0 leads to this target, such as "pipe:[4242]", ascending.
  ///
  /// Looks at every process of the machine; those of other users can't be read.
  public func readers(ofPipe target: String) -> [Int32] {
    guard let pids = try? root.processIDs() else { return [] }
    return pids.filter { descriptorTarget(of: $0, descriptor: 0) == target }
  }

  /// Where a descriptor leads; nil if it is not open or can't be read.
  public func descriptorTarget(of pid: Int32, descriptor: Int32) -> String? {
    guard let process = try? root.process(pid) else { return nil }
    return try? process.descriptorTarget(descriptor)
  }
}
