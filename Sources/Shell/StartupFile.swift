import Glibc

/// The file that the bash behind the prompt reads once, before its first prompt is shown.
///
/// It is read by a line typed into `bash -i`, not by `--rcfile`, so that `ps` shows what a learner
/// expects. The nonce stands in this file (mode 0600, removed as soon as it was read) because in
/// the environment it would show in `/proc/PID/environ`.
///
/// Marks: `D;status` before a prompt, answered with ^F; `T;editing;cwd;prompt;type-ahead` after the
/// answer (editing is n, e, or d on a terminal that can't move its cursor); `B` at the end of PS1
/// and PS2; `P` at the beginning of PS2; `C` in PS0; `K;line` for completion.
struct StartupFile {
  /// Where it was written.
  let path: String

  /// Writes the file into the runtime directory of the user, or the temporary one.
  init(nonce: String, historyFile: String?) throws(ShellError) {
    let text = Self.text(nonce: nonce, historyFile: historyFile)
    var lastError: Int32 = 0
    for folder in Self.folders() {
      var random = SystemRandomNumberGenerator()
      let path = "\(folder)/lab-\(String(random.next() as UInt64, radix: 36)).bashrc"
      let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
      guard file >= 0 else {
        lastError = errno
        continue
      }
      let bytes = Array(text.utf8)
      let written = bytes.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
      lastError = errno
      close(file)
      if written == bytes.count {
        self.path = path
        return
      }
      unlink(path)
    }
    throw ShellError(.noStartupFile, "write bash's start-up file", errno: lastError)
  }

  /// Removes it; bash has it in memory.
  func remove() { unlink(path) }

  private static func folders() -> [String] {
    let names: [String] = ["XDG_RUNTIME_DIR", "TMPDIR"]
    let named = names.compactMap { name in getenv(name).map { String(cString: $0) } }
    return named.filter { $0.hasPrefix("/") } + ["/tmp", "/dev/shm"]
  }

  /// `builtin` because an alias or function of the learner must not get in between; `local -`
  /// because `set -x`, `-e` and `-u` are theirs; `read -p` writes its prompt after the terminal is
  /// set to no echo, so that the answer is never echoed.
  static func text(nonce: String, historyFile: String?) -> String {
    let history = historyFile.map {
      "HISTFILE=\(ShellQuoting.quote($0))\n  [[ -r $HISTFILE ]] && builtin history -r"
    }
    return """
      __lab_status=$?
      if [[ $__lab_pid == "$BASHPID" ]]; then
        # Read again, by a line that isn't the learner's.
        [[ $(HISTTIMEFORMAT= builtin history 1) == *" . $BASH_SOURCE" ]] && builtin history -d -1
      else
        builtin history -c
        \(history ?? "unset HISTFILE")
      fi
      __lab_pid=$BASHPID
      __lab_set() { return "$1"; }
      __lab_marks() {
        local b='\\[\\e]6973;\(nonce);B\\a\\]' p='\\[\\e]6973;\(nonce);P\\a\\]' c='\\e]6973;\(nonce);C\\a'
        __lab_ps1=${PS1//"$b"/}
        [[ ${PS1@a} == *r* ]] || PS1=$__lab_ps1$b
        [[ ${PS2@a} == *r* ]] || __lab_ps2=${PS2//"$p"/} PS2=$p${__lab_ps2//"$b"/}$b
        [[ ${PS0@a} == *r* ]] || PS0=$c${PS0//"$c"/}
      }
      __lab_prompt() {
        local __lab_rc=$? __lab_edit=n __lab_text __lab_ahead
        local -
        set +xveu
        [[ $BASHPID == "$__lab_pid" ]] || return 0
        builtin bind 'set enable-bracketed-paste on'
        __lab_marks
        [[ -o emacs || -o vi ]] && __lab_edit=e
        [[ $TERM == dumb && $__lab_edit == e ]] && __lab_edit=d
        __lab_set "$__lab_rc"
        __lab_text=${__lab_ps1@P}
        {
          IFS= builtin read -t 5 -rsd $'\\006' -p $'\\e]6973;\(nonce);D;'"$__lab_rc"$'\\a' __lab_ahead
          builtin printf '\\e]6973;\(nonce);T;%s;%s;%s;%s\\a' "$__lab_edit" "${PWD@Q}" \
      "${__lab_text@Q}" "${__lab_ahead@Q}"
        } <>/dev/tty >&0 2>&0
      }
      __lab_line() { builtin printf '\\e]6973;\(nonce);K;%s\\a' "${READLINE_LINE@Q}" >/dev/tty; }
      __lab_last() { __lab_line; READLINE_LINE= READLINE_POINT=0; }
      __lab_hook() {
        local __lab_rc=$1
        local -
        set +xveu
        local run='{ __lab_prompt; } 2>/dev/null' map
        if ((BASH_VERSINFO[0] > 5 || BASH_VERSINFO[0] == 5 && BASH_VERSINFO[1] > 0)); then
          PROMPT_COMMAND[1000]=$run
        else
          PROMPT_COMMAND=${PROMPT_COMMAND:+$PROMPT_COMMAND$'\\n'}$run
        fi
        builtin bind 'set enable-bracketed-paste on' 'set completion-query-items 0' \
      'set page-completions off'
        for map in emacs vi-insert; do
          builtin bind -m $map '"\\C-x\\C-]1": complete' '"\\C-x\\C-]2": insert-completions'
          builtin bind -m $map -x '"\\C-x\\C-]3": __lab_line'
          builtin bind -m $map -x '"\\C-x\\C-]4": __lab_last'
        done
        return $__lab_rc
      } 2>/dev/null
      __lab_hook "$__lab_status"

      """
  }
}
