import ArgumentParser
import Attempts
import Checking
import Course
import FoundationEssentials
import Glibc
import Progress

/// A command of `lab`: it does its work and says how it went; errors become one line.
protocol LabSubcommand: ParsableCommand {
  /// Whether it is for authors, who want every problem of a file and not only the first.
  static var isForAuthors: Bool { get }

  /// - Returns: the exit status: 0 passed, 1 failed, 3 could not be judged.
  func execute() throws -> Int32
}

extension LabSubcommand {
  static var isForAuthors: Bool { false }

  mutating func run() throws {
    let status: Int32
    do {
      status = try execute()
    } catch {
      complain(Self.isForAuthors ? "\(error)" : Complaint.line(error))
      throw ExitCode(Complaint.status(error))
    }
    throw ExitCode(status)
  }
}

/// How an error reads on standard error, and how the program ends after it.
enum Complaint {
  /// 64 where what was asked makes no sense, 3 where it could not be done.
  static func status(_ error: any Error) -> Int32 {
    switch error {
    case let error as AttemptError: error.kind == .usage ? 64 : 3
    case let error as CourseError: error.code == .unknown ? 64 : 3
    default: 3
    }
  }

  /// One line: where, what, and what next.
  static func line(_ error: any Error) -> String {
    switch error {
    case let error as CourseError where error.code == .invalid: broken(error)
    case let error as CourseError where error.code == .noCourse: missing(error)
    case let error as ProgressError: progress(error)
    case let error as CocoaError: brief(error)
    default: oneLine("\(error)")
    }
  }

  /// The first problem, with its place; authors see the others.
  private static func broken(_ error: CourseError) -> String {
    guard let first = error.problems.first else { return oneLine(error.description) }
    let more = error.problems.count - 1
    let rest = more == 0 ? "" : more == 1 ? " (and 1 more)" : " (and \(more) more)"
    return oneLine("\(error.message) \(first)\(rest); all of it: lab author lint")
  }

  /// The paths that were tried stand on lines of their own.
  private static func missing(_ error: CourseError) -> String {
    let lines = error.description.split(whereSeparator: \.isNewline).map { String($0).trimmed }
    guard lines.count > 2 else { return oneLine(error.description) }
    return "\(lines[0]) \(lines[1..<(lines.count - 1)].joined(separator: ", "));"
      + " \(lines[lines.count - 1])"
  }

  private static func progress(_ error: ProgressError) -> String {
    switch error.code {
    case .cannotOpen, .readOnly, .full, .device:
      "\(error); LAB_STATE can name another folder"
    default: "\(error)"
    }
  }

  /// Lists that an error has a line each for, after one another.
  private static func oneLine(_ text: String) -> String {
    let lines = text.split(whereSeparator: \.isNewline).map { String($0).trimmed }
    return lines.joined(separator: " ")
  }
}

/// One line on standard error.
func complain(_ text: String) {
  _ = writeAll("lab: \(text)\n", to: 2)
}

/// A result, on standard output; what can't be written there is an error.
func emit(_ lines: [String]) throws {
  let text = lines.map { $0 + "\n" }.joined()
  guard !writeAll(text, to: 1) else { return }
  throw AttemptError("standard output: \(String(cString: strerror(errno)))")
}

/// A result of one line, or a document with line breaks in it.
func emit(_ text: String) throws {
  try emit([text.hasSuffix("\n") ? String(text.dropLast()) : text])
}

/// - Returns: whether everything was taken; errno says why not.
private func writeAll(_ text: String, to descriptor: Int32) -> Bool {
  var bytes = Array(text.utf8)[...]
  while !bytes.isEmpty {
    let written = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    if written < 0, errno == EAGAIN || errno == EINTR { continue }
    if written <= 0 { return false }
    bytes = bytes.dropFirst(written)
  }
  return true
}
