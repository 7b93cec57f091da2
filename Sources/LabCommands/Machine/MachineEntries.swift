import Attempts
import Glibc
import Machines

/// Programs of a practice machine that the lab starts by itself: before anything is parsed.
enum MachineEntries {
  /// - Returns: the exit status; nil where the words name none of them.
  static func run(_ arguments: [String]) -> Int32? {
    let words = Array(arguments.dropFirst())
    switch (arguments.first, words.count) {
    case ("machine-agent", _): return agent(words)
    case ("machine-wake", _): return MachineWake.run(words)
    case ("machine-init", 1): return MachineInit.run(plan: words[0])
    case ("machine-keeper", 2...):
      return MachineKeeper.run(
        folder: words[0], group: words[1], isInScope: words.contains("--scope"),
        starter: KeeperStarter(words))
    case ("machine-qemu", 3...):
      let parts = words.split(separator: "--", maxSplits: 1)
      guard parts.count == 2 else { return 64 }
      return VirtualKeeper.run(
        folder: words[0], starter: KeeperStarter(Array(parts[0])), command: Array(parts[1]))
    case ("machine-trial", 1): return MachineTrial.run(folder: words[0])
    case ("machine-progress", 1): return progress(words[0])
    case ("machine-fetch", 1): return fetch(words[0])
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

  /// Inside: `take` reads what is handed in, `give` writes what is new since the outside asked last.
  private static func progress(_ word: String) -> Int32 {
    signal(SIGPIPE, SIG_IGN)
    do {
      let lab = try Lab(environment: processEnvironment())
      let input = readAll()
      if word == "take" {
        try lab.takeHandIn(input)
        return 0
      }
      try emit(String(decoding: try lab.giveBack(input), as: UTF8.self))
      return 0
    } catch {
      complain(Complaint.line(error))
      return 3
    }
  }

  /// Outside: brings back what is new in a machine, while its prompt has the terminal.
  private static func fetch(_ text: String) -> Int32 {
    do {
      guard let residence = Residence(text) else { return 64 }
      try Lab(environment: processEnvironment()).stay(in: residence)?.bringBack()
      return 0
    } catch {
      return 3
    }
  }

  private static func readAll() -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(0, &buffer, buffer.count)
      if count > 0 { bytes += buffer[..<count] }
      if count == 0 || (count < 0 && errno != EINTR) { return bytes }
    }
  }
}
