import Attempts
import FoundationEssentials
import LabTestSupport
import Record
import Testing

@testable import LabCommands

/// No verb may be a word that means something to a learner's bash already. `help` is the exception:
/// bare it is the lab's, with a word behind it bash's.
@Suite struct VerbCollisionTests {
  private let verbs = Set(LabWord.verbs).subtracting(["help"])

  @Test func `no verb is a builtin or a keyword of bash`() async throws {
    let words = try await lines(of: "compgen -b -k")
    #expect(words.contains("fg") && words.contains("while"))
    #expect(verbs.isDisjoint(with: words))
  }

  @Test func `no verb is a command of a package that every Debian has`() async throws {
    guard findProgram("dpkg", path: "/usr/bin:/bin") != nil else { return }
    let files = try await lines(
      of: "dpkg -L coreutils procps util-linux bash ncurses-bin 2> /dev/null; true")
    let commands = files.filter { $0.contains("bin/") }
      .map { String($0[($0.lastIndex(of: "/") ?? $0.startIndex)...].dropFirst()) }
    #expect(commands.contains("kill") || commands.contains("ps"))
    #expect(verbs.isDisjoint(with: commands))
  }

  @Test func `no verb is a command of a standard Debian, installed here or not`() {
    let commands = Set(Self.standardDebian.split { $0 == " " || $0 == "\n" }.map(String.init))
    #expect(commands.count > 400)
    #expect(verbs.isDisjoint(with: commands))
  }

  @Test func `help with a word behind it is bash's`() {
    #expect(LabWord(line: "help") == .help)
    #expect(LabWord(line: "help kill") == nil)
  }

  @Test func `no verb is a word that bash needs at its own prompt`() {
    for word in ["exit", "logout", "reset", "jobs", "history", "status", "stop", "quit"] {
      #expect(LabWord(line: word) == nil)
    }
  }

  private func lines(of script: String) async throws -> [String] {
    let folder = try TemporaryDirectory()
    let output = folder.path("out")
    let program = try SpawnedProcess(
      "/bin/bash", ["--norc", "-c", "{ \(script); } > '\(output)'"])
    _ = try await program.waitForEnd(within: .seconds(30))
    return try folder.text("out").split(separator: "\n").map(String.init)
  }
}
