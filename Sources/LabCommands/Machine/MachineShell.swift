import ArgumentParser
import Attempts
import Glibc
import Machines

struct MachineShell: LabSubcommand {
  static let configuration = CommandConfiguration(
    commandName: "shell", abstract: "A shell in the practice machine, or one command.",
    usage: "lab machine shell [--name NAME] [--root] [-- COMMAND …]",
    discussion: "The exit status is the command's; 3 where the machine can't be reached.")
  @OptionGroup var common: CommonOptions
  @OptionGroup var which: MachineOption
  @Flag(help: "As the machine's root, rather than as its learner.") var root = false
  @Argument(
    parsing: .postTerminator,
    help: ArgumentHelp("What to run in it; left out: a login shell.", valueName: "COMMAND"))
  var command: [String] = []

  func execute() throws -> Int32 {
    let machine = try which.running(common.lab())
    do {
      return try run(in: machine)
    } catch let error as MachineError where error.code == .unreachable {
      throw MachineEnd.explained(error, of: machine)
    }
  }

  private func run(in machine: any PracticeMachine) throws -> Int32 {
    let user: SessionRequest.User = root ? .root : .learner
    let words = command.isEmpty ? ["bash", "-l"] : command
    guard isatty(0) == 1, isatty(1) == 1 else {
      return try PipeRelay().run(machine.open(SessionRequest(words, user: user)))
    }
    let request = SessionRequest(
      words, environment: TerminalRelay.environment(), user: user, terminal: TerminalRelay.size)
    return try TerminalRelay().run(machine.open(request)).status
  }
}

/// What a lost connection to a machine means.
enum MachineEnd {
  /// Whether the machine itself has ended: its connections go first, its init a moment later.
  static func isOver(_ machine: any PracticeMachine) -> Bool {
    let deadline = ContinuousClock.now + .seconds(2)
    while machine.isRunning, ContinuousClock.now < deadline { usleep(20_000) }
    return !machine.isRunning
  }

  /// The same error in words for people.
  static func explained(_ error: MachineError, of machine: any PracticeMachine) -> MachineError {
    let name = machine.record.name
    guard isOver(machine) else {
      return MachineError(
        .unreachable, "\(error); the machine '\(name)' runs on: \(MachineScreen.shell(name))")
    }
    return MachineError(
      .unreachable, "the practice machine '\(name)' has ended, and everything in it")
  }
}

/// A command in a machine without a terminal: what is piped in goes in, what it writes comes out.
struct PipeRelay {
  /// Whether it reads what this program does; who runs a script of words keeps it.
  var takesInput = true

  func run(_ session: ChannelSession) throws -> Int32 {
    var isOpen = takesInput
    if !isOpen { session.endInput() }
    while true {
      var entries = [
        pollfd(fd: isOpen && !session.wantsWrite ? 0 : -1, events: Int16(POLLIN), revents: 0),
        pollfd(
          fd: session.descriptor,
          events: Int16(POLLIN) | (session.wantsWrite ? Int16(POLLOUT) : 0), revents: 0),
      ]
      poll(&entries, 2, 10_000)
      if entries[0].revents != 0 { isOpen = takeInput(session) }
      for output in try session.receive(within: .zero) {
        switch output {
        case .output(let bytes): write(bytes, to: 1)
        case .errorOutput(let bytes): write(bytes, to: 2)
        case .ended(let ending):
          if let error = ending.error { throw MachineError(.failed, error) }
          return ending.status
        }
      }
    }
  }

  /// - Returns: false at the end of it.
  private func takeInput(_ session: ChannelSession) -> Bool {
    var buffer = [UInt8](repeating: 0, count: 1 << 15)
    let count = read(0, &buffer, buffer.count)
    if count > 0 {
      session.send(buffer.prefix(count))
      return true
    }
    if count < 0, errno == EINTR || errno == EAGAIN { return true }
    session.endInput()
    return false
  }

  private func write(_ bytes: [UInt8], to descriptor: Int32) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count > 0 { rest = rest.dropFirst(count) }
      if count < 0, errno != EINTR, errno != EAGAIN { return }
    }
  }
}
