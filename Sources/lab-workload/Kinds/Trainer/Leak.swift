import CLinux
import Glibc

/// Memory that a training loses, epoch by epoch.
///
/// In small pieces, for a moment at a time: beyond memory.high the kernel makes each piece last
/// seconds. The training then goes on, slower, and TERM need not wait for all that is due.
struct Leak {
  private static let piece = Memory.megabyte / 4

  /// Bytes.
  private let perEpoch: Int
  private let most: Int
  private var due = 0
  private var lost = 0
  private var isRefused = false

  init(_ options: Options) {
    perEpoch = options.whole("leak") * Memory.megabyte
    most = options.whole("leak-max") * Memory.megabyte
  }

  /// An epoch is over.
  mutating func owe() { due = min(due + perEpoch, most) }

  /// Loses what is due, as far as it gets in 50 ms.
  mutating func pay(_ context: Context) {
    let pause = lab_monotonic() + 50 * millisecond
    while lost < due, lab_monotonic() < pause {
      guard lost + Leak.piece <= Memory.limit, let memory = lab_map(Leak.piece) else {
        if !isRefused {
          let why = lost + Leak.piece > Memory.limit ? "the machine's limit" : explain(errno)
          context.events.emit(
            "note", ["text": .text("leak: no more than \(lost / Memory.megabyte) MiB: \(why)")])
        }
        isRefused = true
        due = lost
        return
      }
      lab_touch(memory, Leak.piece, 1)
      lost += Leak.piece
    }
  }
}
