import Glibc
import Machines

/// Programs of a practice machine that the lab starts by itself: before anything is parsed.
enum MachineEntries {
  /// - Returns: the exit status; nil where the words name none of them.
  static func run(_ arguments: [String]) -> Int32? {
    let words = Array(arguments.dropFirst())
    switch (arguments.first, words.count) {
    case ("machine-agent", _): return agent(words)
    case ("machine-init", 1): return MachineInit.run(plan: words[0])
    case ("machine-keeper", 2...3):
      return MachineKeeper.run(
        folder: words[0], group: words[1], isInScope: words.dropFirst(2).first == "--scope")
    case ("machine-trial", 1): return MachineTrial.run(folder: words[0])
    default: return nil
    }
  }

  private static func agent(_ words: [String]) -> Int32 {
    var configuration = MachineAgent.Configuration()
    var rest = words[...]
    while let option = rest.popFirst(), let value = rest.popFirst() {
      switch option {
      case "--listen": configuration.socket = value
      case "--ports": configuration.ports = value
      case "--idle": configuration.idleLimit = Int(value).map { .seconds($0) }
      default: break
      }
    }
    guard configuration.socket != nil || configuration.ports != nil else {
      complain("usage: lab machine-agent --listen PATH | --ports PREFIX (the lab starts it itself)")
      return 64
    }
    do {
      try MachineAgent(configuration).run()
      return 0
    } catch {
      complain("machine-agent: \(error)")
      return 1
    }
  }
}
