import CLinux
import Glibc

/// The program: finds out which kind it is asked to be, and becomes that.
///
/// No Foundation, Dispatch or concurrency: they bring threads and handlers along, which a lesson
/// about threads and handlers would show.
@main
enum Workload {
  static let version = "1.0"

  static func main() {
    let ignored = lab_signals_reset()
    var arguments = CommandLine.arguments
    let called = arguments.isEmpty ? "lab-workload" : lastComponent(arguments.removeFirst())
    if let helper = Helper(called: called) { helper.run() }
    if let kind = Kind(link: called) ?? Kind(link: lastComponent(String(cString: lab_execfn()))) {
      start(kind, named: called, arguments, ignored: ignored)
    }
    start(from: arguments, ignored: ignored)
  }

  /// The form `lab-workload KIND …`: becomes the link beside the executable, so that comm, argv and
  /// registration are those of the link; without one it names itself.
  private static func start(from arguments: [String], ignored: UInt64) -> Never {
    guard let first = arguments.first else {
      writeAll(2, usage)
      exit(64)
    }
    if first == "--help" || first == "-h" {
      writeAll(1, usage)
      exit(0)
    }
    if first == "--version" {
      writeAll(1, "lab-workload \(version)\n")
      exit(0)
    }
    guard let kind = Kind(rawValue: first) ?? Kind(link: first) else {
      let near = nearest(first, in: Kind.allCases.map(\.rawValue))
      let hint = near.map { "; did you mean '\($0)'?" } ?? "; see lab-workload --help"
      writeAll(2, "lab-workload: unknown kind '\(first)'\(hint)\n")
      exit(64)
    }
    let rest = Array(arguments.dropFirst())
    if let link = Executable.link(kind.link) {
      withCStrings([kind.link] + rest) { _ = execv(link, $0) }
    }
    lab_set_comm(kind.link)
    start(kind, named: kind.link, rest, ignored: ignored)
  }

  private static func start(
    _ kind: Kind, named name: String, _ arguments: [String], ignored: UInt64
  ) -> Never {
    let program = kind.program
    switch Options.parse(arguments, of: program.options + Options.common) {
    case .success(let options):
      if options.flag("help") {
        writeAll(1, help(kind))
        exit(0)
      }
      if options.flag("version") {
        writeAll(1, "\(kind.link) \(version)\n")
        exit(0)
      }
      let context = Context(kind: kind, options: options, ignored: ignored)
      let code = program.run(context)
      context.finish(code)
    case .failure(let error):
      writeAll(2, "\(name): \(error.text)\n")
      exit(64)
    }
  }

  private static var usage: String {
    var text = "Usage: lab-workload KIND [OPTION…]\n\n"
    for kind in Kind.allCases {
      text += "  \(padded(kind.rawValue, 9))\(padded(kind.link, 12))\(kind.program.summary)\n"
    }
    return text + "\nlab-workload KIND --help shows a kind's options.\n"
  }

  private static func help(_ kind: Kind) -> String {
    let own = kind.program.options
    return """
      Usage: \(kind.link) [OPTION…]

      \(kind.program.summary)

      \(Options.table(own))\(own.isEmpty ? "" : "\n")\(Options.table(Options.common))
      """
  }
}
