import Glibc

/// What a practice machine takes: until a namespaced one answers, until a virtual one does, and one
/// command in each. Goals: 1.5 s namespaced; virtual 20 s cold, 2 s from its snapshot.
struct MachineBenchmark {
  /// The folder of the built programs.
  let products: String
  let rounds: Int

  func run() throws {
    var template = Array("/tmp/lab-measure-XXXXXX".utf8CString)
    let made = template.withUnsafeMutableBufferPointer { buffer in
      buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) }
    }
    guard let made else { throw Command.Failure(description: "mkdtemp: errno \(errno)") }
    defer { _ = try? Command(["/bin/rm", "-rf", made]).finish() }
    // The image is where it was built: in the user's own cache.
    let environment = [
      "PATH": setting("PATH") ?? "/usr/bin:/bin", "HOME": setting("HOME") ?? "/root",
      "LAB_STATE": "\(made)/state",
    ]
    for (kind, title) in [
      ("namespaced", "Machine in namespaces; goal: 1.5 s until it answers"),
      ("virtual", "Virtual machine; goals: 20 s cold, 2 s from its snapshot"),
    ] {
      try measure(kind, title, environment)
    }
  }

  private func measure(_ kind: String, _ title: String, _ environment: [String: String]) throws {
    let lab = products + "/lab"
    let name = "bench-\(kind)"
    func command(_ words: [String]) throws -> Double {
      try Command.time([lab, "machine"] + words + ["--name", name], environment: environment)
    }
    print("\n\(title)")
    do {
      // The first one boots cold where no snapshot of this very lab is kept.
      let first = try command(["start", "--kind", kind])
      print("  the first start                    \(milliseconds(first))")
    } catch {
      print("  not run: \(error)")
      return
    }
    defer { _ = try? command(["stop"]) }
    Comparison(
      title: "  then, \(kind)",
      contenders: [
        .init(name: "bash -c :") { try Command.time(["/bin/bash", "-c", ":"]) },
        .init(name: "a command in it, as root") {
          try Command.time(
            [lab, "machine", "shell", "--name", name, "--root", "--", "true"],
            environment: environment)
        },
        .init(name: "start") {
          _ = try command(["stop"])
          return try command(["start", "--kind", kind])
        },
      ]
    ).run(rounds: min(rounds, 5))
  }
}
