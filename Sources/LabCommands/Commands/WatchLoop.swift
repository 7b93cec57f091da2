import Attempts
import CLinux
import Glibc
import Record
import Reporting

/// `lab check --watch`: each change on a line, until it is passed or can't be any more.
struct WatchLoop {
  let attempt: Attempt

  func run() throws -> Int32 {
    var live = LiveNotices()
    var verdicts = try attempt.judge()
    try emit(CheckScreen.lines(attempt, verdicts: verdicts, look: .standard))
    live.begin(verdicts, timelineReceipts: attempt.receiptsByLearner().count)
    var rounds = 0
    while true {
      if verdicts.allSatisfy({ $0.verdict == .passed }) { return 0 }
      if attempt.isClosed || !attempt.canStillPass(verdicts) {
        return exitStatus(of: [AttemptReport(attempt, verdicts)])
      }
      usleep(100_000)
      rounds += 1
      guard attempt.hasNews() || rounds % 10 == 0 && attempt.changesSilently else { continue }
      verdicts = try attempt.judge()
      for lines in live.lines(attempt, verdicts: verdicts, look: .standard) { try emit(lines) }
    }
  }
}
