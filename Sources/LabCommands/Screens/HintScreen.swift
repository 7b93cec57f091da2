import Attempts
import Record

/// What `hint` shows.
enum HintScreen {
  static func lines(_ hint: HintText, look: Look) -> [String] {
    var lines = [""] + look.aside(hint.heading)
    lines += look.markdown(hint.text).map { $0.isEmpty ? "" : "  " + $0 }
    if !hint.footer.isEmpty { lines += [""] + look.aside(hint.footer) }
    return lines + [""]
  }
}
