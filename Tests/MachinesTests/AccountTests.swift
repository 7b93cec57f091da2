import LabTestSupport
import Testing

@testable import Machines

@Suite struct AccountTests {
  private static let passwd = """
    root:x:0:0:root:/root:/bin/bash
    broken line
    learner:x:1002:1003:Learner:/home/learner:/bin/bash
    """
  private static let group = "root:x:0:\nadm:x:4:syslog,learner\ntty:x:5:\nlearner:x:1003:learner\n"

  @Test func `a user is found with all groups`() throws {
    let account = try #require(
      Account("learner", passwd: Self.passwd, group: Self.group))
    #expect(account.uid == 1002)
    #expect(account.groups == [1003, 4])
    #expect(account.home == "/home/learner")
    #expect(account.shell == "/bin/bash")
  }

  @Test func `nobody of that name is nil`() {
    #expect(Account("alice", passwd: Self.passwd, group: Self.group) == nil)
  }

  @Test func `hostile files never trap`() {
    for bytes in HostileBytes.all(of: Array(Self.passwd.utf8)) {
      _ = Account("learner", passwd: String(decoding: bytes, as: UTF8.self), group: Self.group)
    }
    for bytes in HostileBytes.all(of: Array(Self.group.utf8)) {
      _ = Account("learner", passwd: Self.passwd, group: String(decoding: bytes, as: UTF8.self))
    }
  }

  @Test(arguments: [
    ("plain", "'plain'"), ("two words", "'two words'"), ("it's", "'it'\\''s'"), ("", "''"),
    ("$(x)", "'$(x)'"),
  ])
  func `words are quoted for a shell`(word: String, quoted: String) {
    #expect(SessionCommand.quoted(word) == quoted)
  }
}
