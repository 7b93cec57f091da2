internal import FoundationEssentials
internal import Record

/// What the first program in the namespaces is told: `init.json` in the machine's folder.
struct NamespacedPlan: Codable, Hashable {
  /// The machine's folder on the host.
  var folder: String
  /// The host's folder with lab, lab-workload and links.
  var programs: String
  /// The host's folder with Lessons and Exercises.
  var course: String
  /// The host's folder with the units of a practice machine.
  var units: String
  /// Its name in the prompt.
  var hostname: String
  /// 32 hexadecimal digits: machine-id(5).
  var machineID: String
  /// In the kernel's spelling: what its processes are told apart by from the host's.
  var bootID: String
  /// Whether it ends when the program that starts it does.
  var endsWithStarter = false

  /// Where the agent listens, as the machine sees it.
  static let socketInside = "/run/lab/agent.sock"
  /// Where the same socket is on the host.
  static func socketOutside(of folder: String) -> String { "\(folder)/run/agent.sock" }

  /// Where a plan is kept.
  static func path(in folder: String) -> String { "\(folder)/init.json" }

  /// - Throws: `files`.
  func write() throws(MachineError) {
    let path = Self.path(in: folder)
    do {
      try Data(try JSONLineEncoder.encode(self)).write(to: URL(filePath: path))
    } catch {
      throw MachineError(.files, "\(path): can't be written: \(reason(error))")
    }
  }

  /// - Throws: `files`.
  static func read(from path: String) throws(MachineError) -> NamespacedPlan {
    do {
      let data = try Data(contentsOf: URL(filePath: path))
      return try JSONLineDecoder.decode(NamespacedPlan.self, from: Array(data))
    } catch {
      throw MachineError(.files, "\(path): no plan of a machine: \(error)")
    }
  }
}
