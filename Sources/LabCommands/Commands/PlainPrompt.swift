import Attempts
import Course
import Glibc
import Shell

/// The prompt without a terminal: commands piped in, plain text out.
struct PlainPrompt {
  let lab: Lab

  func run() throws -> Int32 {
    let session = try BashSession(environment: lab.shellEnvironment())
    let controller = PromptController(lab: lab, session: session, look: .standard)
    controller.asksFirst = false
    for attempt in try lab.openAttempts() { controller.follow(attempt) }
    return PlainLoop(session: session, delegate: controller).run()
  }
}
