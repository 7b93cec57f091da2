import FoundationEssentials
import Glibc
import Shell
import Testing

/// A bash with a home of its own, so that the machine's `.bashrc` plays no part.
func makeTypist(bashrc: String = "PS1='% '\n", size: TerminalSize = TerminalSize()) throws
  -> (Typist, String)
{
  var template = Array("/tmp/lab-shell-XXXXXX".utf8CString)
  #expect(mkdtemp(&template) != nil)
  let home = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  let file = open("\(home)/.bashrc", O_WRONLY | O_CREAT, 0o600)
  _ = Array(bashrc.utf8).withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
  close(file)
  let typist = try Typist(
    directory: home,
    environment: [
      "HOME=\(home)", "PATH=/usr/local/bin:/usr/bin:/bin", "TERM=xterm-256color", "LANG=C.UTF-8",
    ], historyFile: "\(home)/history", size: size)
  return (typist, home)
}

/// Removes a folder with everything in it.
func remove(_ folder: String) {
  try? FileManager.default.removeItem(atPath: folder)
}

@Suite(.timeLimit(.minutes(1))) struct TypistTests {
  @Test func `a command's output and status come back, and nothing else`() throws {
    let (typist, home) = try makeTypist()
    defer { remove(home) }
    let first = try typist.run("echo hello; false")
    #expect(first.output == "hello\n")
    #expect(first.status == 1)
    #expect(try typist.run("echo $?").output == "1\n")
    #expect(typist.directory == home)
  }

  @Test func `ps shows bash -i`() throws {
    let (typist, home) = try makeTypist()
    defer { remove(home) }
    #expect(try typist.run("ps -o args= -p $$").output == "bash -i\n")
    #expect(try typist.run("tr '\\0' ' ' < /proc/$$/cmdline; echo").output == "bash -i \n")
    #expect(try typist.run("grep -c 6973 /proc/$$/environ").output == "0\n")
  }

  @Test func `Ctrl-Z stops a foreground program and fg brings it back`() throws {
    let (typist, home) = try makeTypist()
    defer { remove(home) }
    typist.type("sleep 600")
    typist.keys("^Z")
    let stopped = try typist.waitForPrompt()
    #expect(stopped.output.contains("Stopped"))
    #expect(stopped.status == 148)
    typist.type("fg")
    #expect(typist.waitForForeground() != nil)
    typist.keys("^C")
    #expect(try typist.waitForPrompt().status == 130)
  }
}
