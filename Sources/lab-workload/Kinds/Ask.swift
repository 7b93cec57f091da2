import CLinux
import Glibc

/// Needs a line from its terminal, as a program in the background can't have.
enum Ask: Program {
  static let summary = "asks a question on the terminal and waits for the line"
  static let options = [
    OptionSpec(
      "epochs", .whole(1...999), "N", "ask for exactly this number; else any number will do")
  ]

  static func run(_ context: Context) -> Int32 {
    context.register()
    let wanted = context.options.optionalWhole("epochs")
    let question =
      wanted.map { "Continue with \($0) epochs? Type the number: " }
      ?? "How many more epochs? Type a number: "
    let terminal = open("/dev/tty", O_WRONLY | O_NOCTTY | O_CLOEXEC)
    let output = terminal >= 0 ? terminal : 1
    context.events.emit("asked", ["question": .text(question)])
    while true {
      writeAll(output, question)
      guard let line = readLineFromInput() else {
        writeAll(output, "\n")
        context.console.error("no answer: \(errno == 0 ? "end of input" : explain(errno))")
        return 1
      }
      if let number = Int(line), wanted == nil || number == wanted { break }
      if !line.isEmpty { writeAll(output, "'\(line)' is not that number.\n") }
    }
    let digits = String(hash("\(context.nonce)/\(context.run)/\(getpid())") & 0xff_ffff, radix: 16)
    let code = String(repeating: "0", count: 6 - digits.utf8.count) + digits
    writeAll(output, "Your code is \(code)\n")
    context.events.emit("code", ["code": .text(code)])
    return 0
  }

  /// A line without blanks around it; nil at the end of input (errno 0) or on an error.
  private static func readLineFromInput() -> String? {
    var bytes: [UInt8] = []
    var byte: UInt8 = 0
    while bytes.count < 4096 {
      errno = 0
      let count = read(0, &byte, 1)
      if count < 0, errno == EINTR { continue }
      if count < 0 { return nil }
      if count == 0 {
        if bytes.isEmpty { return nil }
        break
      }
      if byte == 10 { break }
      if byte != 32, byte != 13, byte != 9 { bytes.append(byte) }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
