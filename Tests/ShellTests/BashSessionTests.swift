import Glibc
import Shell
import Testing

@Suite(.timeLimit(.minutes(1))) struct BashSessionTests {
  @Test func `the learner's own prompt is reported, expanded, and stays in PS1`() throws {
    let (typist, home) = try makeTypist(bashrc: "PS1='[$?] \\W> '\n")
    defer { remove(home) }
    _ = try typist.run("mkdir here; cd here; (exit 7)")
    #expect(typist.session.lastPrompt.prompt == "[7] here> ")
    // As a Python environment's activate does.
    _ = try typist.run("PS1=\"(venv) $PS1\"")
    #expect(typist.session.lastPrompt.prompt == "(venv) [0] here> ")
    #expect(try typist.run("echo $?").output == "0\n")
  }

  @Test(arguments: ["with blank", "semi;colon", "quote's", "bell\u{7}", "new\nline", "naïve 日本"])
  func `the working directory is told exactly`(name: String) throws {
    let (typist, home) = try makeTypist()
    defer { remove(home) }
    _ = try typist.run(
      "x=$'\(name.replacing("'", with: "\\'").replacing("\n", with: "\\n").replacing("\u{7}", with: "\\a"))'"
    )
    #expect(try typist.run("mkdir \"$x\" && cd \"$x\"").status == 0)
    #expect(typist.directory == "\(home)/\(name)")
  }

  @Test func `a command of several lines is asked for line by line`() throws {
    let (typist, home) = try makeTypist()
    defer { remove(home) }
    #expect(try typist.run("for i in 1 2; do").wantsMore)
    #expect(try typist.run("echo $i").wantsMore)
    let done = try typist.run("done")
    #expect(done.output == "1\n2\n")
    #expect(try typist.run("cat <<END").wantsMore)
    #expect(try typist.run("  text $i").wantsMore)
    #expect(try typist.run("END").output == "  text 2\n")
    #expect(try typist.run("echo 'a").wantsMore)
    typist.keys("^C")
    #expect(try typist.waitForPrompt().wantsMore == false)
    #expect(try typist.run("echo fine").output == "fine\n")
  }

  @Test(arguments: [
    "unset PROMPT_COMMAND", "PROMPT_COMMAND=true", "PS1='$ '", "unset PS1", "PS0= PS2=",
    "set -x", "set -eu", "set -o posix", "set -o vi", "exec 2>errors", "exec 2>&-", "IFS=x",
    "alias printf=false read=false local=false", "trap 'true' DEBUG", "set -f", "PS1='\\u\\n\\$ '",
    "shopt -u promptvars", "set -o noclobber", "bind 'set enable-bracketed-paste off'",
    "set +o emacs", "trap '' INT", "stty -echo", "export PS1 PS2 PS0", "exec bash",
    "unset PROMPT_COMMAND; PS1='$ '", "unset -f __lab_prompt; type __lab_hook >/dev/null",
    "set -a", "readonly PS2", "shopt -s extglob nullglob failglob", "cd /; cd /tmp",
  ])
  func `the prompt is found again after`(line: String) throws {
    let (typist, home) = try makeTypist()
    defer { remove(home) }
    let first = try typist.run(line, deadline: .seconds(5))
    #expect(first.wantsMore == false)
    if !line.contains("set -e") { _ = try typist.run("(exit 3)", deadline: .seconds(5)) }
    let status = line.contains("set -e") ? "0" : "3"
    let second = try typist.run("echo \"=$?\"", deadline: .seconds(5))
    #expect(second.output.contains("=\(status)\n"))
  }

  @Test func `output without a final newline, and long and odd lines, come through`() throws {
    let (typist, home) = try makeTypist(size: TerminalSize(rows: 10, columns: 20))
    defer { remove(home) }
    #expect(try typist.run("printf abc").output == "abc")
    let long = String(repeating: "0123456789", count: 900)
    #expect(try typist.run("printf %s \(long) | wc -c").output == "9000\n")
    #expect(try typist.run("echo '日本語 naïve é ✔ tab\there' | wc -m").output == "23\n")
    #expect(try typist.run("echo a\necho b").output.hasSuffix("a\nb\n"))
  }

  @Test func `a hang-up reaches the jobs, an exit leaves a background one`() throws {
    let (typist, home) = try makeTypist()
    defer { remove(home) }
    let pid = Int32(try typist.run("sleep 600 & echo $!").output.split(separator: "\n").last ?? "")
    let job = try #require(pid)
    typist.hangUp()
    #expect(typist.waitForEnd() != nil)
    #expect(typist.pump(deadline: .seconds(5)) { kill(job, 0) != 0 })

    let (second, other) = try makeTypist()
    defer { remove(other) }
    let left = Int32(try second.run("sleep 600 & echo $!").output.split(separator: "\n").last ?? "")
    let survivor = try #require(left)
    second.type("exit 5")
    #expect(second.waitForEnd() == 5 << 8)
    #expect(kill(survivor, 0) == 0)
    kill(survivor, SIGTERM)
  }

  @Test func `the end of bash by a signal is told with its wait status`() throws {
    let (typist, home) = try makeTypist()
    defer { remove(home) }
    #expect(throws: ShellError.self) { try typist.run("kill -9 $$") }
    #expect(typist.waitStatus == 9)
  }

  @Test func `what is typed while a command runs is handed over`() throws {
    let (typist, home) = try makeTypist()
    defer { remove(home) }
    typist.type("cat fifo 2>/dev/null || mkfifo fifo; echo ready; cat fifo")
    #expect(typist.waitForOutput(containing: "ready"))
    typist.keys("echo early")
    let file = open("\(home)/fifo", O_WRONLY)
    close(file)
    _ = try typist.waitForPrompt()
    #expect(typist.session.lastPrompt.typeAhead == Array("echo early".utf8))
  }

  @Test func `a nested bash is just a program`() throws {
    let (typist, home) = try makeTypist()
    defer { remove(home) }
    _ = try typist.run("export PS1 PROMPT_COMMAND")
    typist.type("bash")
    #expect(
      typist.pump(deadline: .seconds(5)) {
        typist.foregroundGroup().map { $0 != typist.shellPID } ?? false
      })
    typist.keys("echo inner $SHLVL^M")
    #expect(typist.waitForOutput(containing: "inner 2"))
    typist.keys("exit 4^M")
    #expect(try typist.waitForPrompt().status == 4)
  }

  @Test func `the history has the learner's lines only, in a file of its own`() throws {
    let (typist, home) = try makeTypist(bashrc: "PS1='% '\nHISTCONTROL=\n")
    defer { remove(home) }
    _ = try typist.run("echo one")
    _ = try typist.run("unset PROMPT_COMMAND")
    #expect(
      try typist.run("history").output
        == "    1  echo one\n    2  unset PROMPT_COMMAND\n    3  history\n")
    #expect(try typist.run("echo $HISTFILE").output == "\(home)/history\n")
    #expect(access("\(home)/.bash_history", F_OK) != 0)
  }

  @Test func `bash's own output at start is shown, and its own prompt is not`() throws {
    let (typist, home) = try makeTypist(bashrc: "echo welcome\nPS1='a\\nb$ '\n")
    defer { remove(home) }
    #expect(typist.transcript == "welcome\n")
  }

  @Test func `a dumb terminal shows neither prompts nor echoes`() throws {
    let (typist, home) = try makeTypist(bashrc: "PS1='prompt% '\nTERM=dumb\n")
    defer { remove(home) }
    #expect(try typist.run("echo hi").output == "hi\n")
    #expect(!typist.transcript.contains("prompt"))
  }

  @Test func `a background job's output comes at the prompt`() throws {
    let (typist, home) = try makeTypist()
    defer { remove(home) }
    _ = try typist.run("(read x < <(sleep 0.1); echo from behind) &")
    #expect(typist.waitForOutput(containing: "from behind"))
  }
}

@Suite(.timeLimit(.minutes(1))) struct CompletionTests {
  @Test func `bash completes commands, files, variables and what complete was told`() throws {
    let (typist, home) = try makeTypist(
      bashrc:
        "PS1='% '\n_job() { COMPREPLY=($(compgen -W 'alpha beta' -- \"$2\")); }\ncomplete -F _job job\n"
    )
    defer { remove(home) }
    _ = try typist.run("mkdir dir; touch 'two words' file1 file2; UNIQUE_NAME=1; false")
    let session = typist.session
    #expect(
      session.complete("cat fi") == Completion(line: "cat file", candidates: ["file1", "file2"]))
    #expect(session.complete("cd di") == Completion(line: "cd dir/", candidates: []))
    #expect(session.complete("cat tw") == Completion(line: "cat two\\ words ", candidates: []))
    #expect(session.complete("echo $UNIQ")?.line.hasPrefix("echo $UNIQUE_NAME") == true)
    #expect(session.complete("job a") == Completion(line: "job alpha ", candidates: []))
    #expect(session.complete("job ") == Completion(line: "job ", candidates: ["alpha", "beta"]))
    #expect(
      session.complete("nothing/at/all") == Completion(line: "nothing/at/all", candidates: []))
    #expect(session.complete("comp")?.candidates.contains("compgen") == true)
    let after = try typist.run("echo $?")
    #expect(after.output == "1\n")
    #expect(try typist.run("history 1").output.contains("history 1"))
  }

  @Test func `completion with several hundred candidates asks no question`() throws {
    let (typist, home) = try makeTypist()
    defer { remove(home) }
    _ = try typist.run("touch many-{001..400}")
    #expect(typist.session.complete("ls m")?.candidates.count == 400)
    #expect(try typist.run("echo here").output == "here\n")
  }
}
