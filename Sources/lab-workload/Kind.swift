/// What a process of this program can be; the link that it is started through says which.
enum Kind: String, CaseIterable {
  case trainer, burner, alloc, sleeper, stuck, zombie, orphan, fork, mask, ignore, ask, logger
  case threads, io, forker, fdleak, locker, limiter, notifier, server

  var link: String {
    switch self {
    case .trainer: "lab-train"
    case .burner: "lab-burn"
    case .sleeper: "lab-sleep"
    case .locker: "lab-lock"
    case .limiter: "lab-limit"
    case .server: "lab-serve"
    case .notifier: "lab-notify"
    default: "lab-" + rawValue
    }
  }

  init?(link: String) {
    guard let kind = Kind.allCases.first(where: { $0.link == link }) else { return nil }
    self = kind
  }

  var program: any Program.Type {
    switch self {
    case .trainer: Trainer.self
    case .burner: Burner.self
    case .alloc: Alloc.self
    case .sleeper: Sleeper.self
    case .stuck: Stuck.self
    case .zombie: Zombie.self
    case .orphan: Orphan.self
    case .fork: Forking.self
    case .mask: Mask.self
    case .ignore: Ignore.self
    case .ask: Ask.self
    case .logger: Logger.self
    case .threads: Threads.self
    case .io: InputOutput.self
    case .forker: Forker.self
    case .fdleak: DescriptorLeak.self
    case .locker: Locker.self
    case .limiter: Limiter.self
    case .server: Server.self
    case .notifier: Notifier.self
    }
  }
}

/// One kind's behaviour.
protocol Program {
  /// One line for the usage text.
  static var summary: String { get }
  static var options: [OptionSpec] { get }
  /// Does it; registers once the process is as a lesson wants to find it. Returns the exit status.
  static func run(_ context: Context) -> Int32
}
