import Checking
import Course
import LabTestSupport
import Testing

/// A small course on disk, right in every respect, for tests to spoil.
struct CourseFixture {
  let directory: TemporaryDirectory
  var library: CourseLibrary { CourseLibrary(root: directory.path) }

  static let exercise = """
    format: 1
    title: Stop it, keep the work
    level: intro
    points: 10
    time: 5m
    requires: [tty, {cpus: 2}, {memory: 600M}]
    rests-on: [record, file]
    root-can-forge: true
    parameters:
      every: {int: [7, 12]}
      lr: {choose: ["0.5", "0.7"]}
      order: {shuffle: [a, b, c]}
      other: {run-name: true}
      log: {file-name: train}
    processes:
      job:
        kind: trainer
        run: "{{run}}"
        nice: 5
        cwd: data
        files: {train.conf: "lr=1\\n"}
        options: {ckpt-every: "{{every}}", workers: 2, plain: true, epochs: 5000}
        then: [{signal: STOP}, {wait: {state: stopped}}, {signal: CONT}]
      loaders: {from: children, of: job, kind: loader}
      wrapper: {command: [bash, -c, "sleep 9; : {{run}}"], reveal: false}
      mine: {from: learner, kind: burner, run: "{{other}}"}
      marked: {from: pid-file, path: mark}
      pipe: {from: reader-of, of: mine, fd: 1}
    setup: [{type: "echo {{run}}"}, {keys: "^Z"}, {wait: {of: job, alive: true}}, {file: {path: a/b, content: "{{nonce}}"}}]
    trials:
      hang-up: {say: "The lab hangs up.", needs: {of: mine, alive: true}, do: [hang-up, {wait-for: 2s}]}
    checks:
      - id: graceful
        title: it stopped itself
        points: 5
        of: job
        sequence: [{received: {signal: TERM, by: learner}}, {ended: {code: 143}}]
        because:
          impatient: {when: {all: [{received: {signal: TERM}}, {ended: {killed-by: KILL}}]}, say: "first TERM"}
          killed: {when: {ended: {killed-by: KILL}}, say: "signal {{job.signal}}"}
      - id: clean
        title: nothing left
        points: 5
        needs: graceful
        now: {all: [{file: {path: "{{log}}", absent: true}}, {of: loaders, gone: {patience: 5s}}]}
    near-misses:
      kill-dash-nine: {graceful: killed}
      term-then-kill: {graceful: impatient}
    """

  static let lesson = """
    ---
    title: What a process is
    ---
    # A process

    Your shell is {{shell.pid}}.

    ```try
    ps -p $$
    ```

    ---
    # A question

    ```try
    ps
    ```

    ```quiz
    id: Q1.1
    ask: Which?
    options: {a: the first, b: the second}
    answer: b
    why: "/proc/PID/stat, field 3"
    ```

    ---
    # A live one

    ```try
    ps
    ```

    ```quiz
    id: Q1.2
    ask: What is the PPID of {{a.pid}}?
    start: {a: {kind: sleeper, run: copy}}
    type: int
    is: {field: ppid, of: a}
    why: "field 4"
    ```
    """

  init() throws {
    directory = try TemporaryDirectory(prefix: "lab-course")
    let folder = "Exercises/signals/term-first"
    try directory.write(Self.exercise, to: "\(folder)/exercise.yaml")
    try directory.write("Stop {{job.pid}} of {{run}}.\n", to: "\(folder)/task.md")
    try directory.write("A nudge.\n---\nNearly {{job.pid}}.\n", to: "\(folder)/hints.md")
    try directory.write(
      "# It stops it.\nkill $job\n#: wait clean 15s\n", to: "\(folder)/solutions/kill.sh")
    try directory.write(
      "# Too hard.\nkill -9 $job\n", to: "\(folder)/near-misses/kill-dash-nine.sh")
    try directory.write(
      "# Too soon.\nkill $job\n#: until 'grep -q TERM events.jsonl' 5s\nkill -9 $job\n",
      to: "\(folder)/near-misses/term-then-kill.sh")
    try directory.write(
      "id: test\nversion: \"1\"\ntitle: Test\nmodules: [signals]\nprofiles: {core: [signals]}\nscoring: {attempts: best}\n",
      to: "Lessons/course.yaml")
    try directory.write(
      "title: Signals\nsummary: S\nminutes: 60\npath: [{lesson: 01-what}, {exercise: term-first}]\n",
      to: "Lessons/02-signals/module.yaml")
    try directory.write(Self.lesson, to: "Lessons/02-signals/01-what.md")
    try directory.write("# ps\n", to: "Lessons/cards/ps.md")
  }

  /// Changes exercise.yaml; the text must be there.
  func spoil(_ from: String, _ to: String) throws {
    let text = Self.exercise
    try #require(text.contains(from), "\(from) isn't in the fixture")
    try directory.write(
      text.replacing(from, with: to), to: "Exercises/signals/term-first/exercise.yaml")
  }

  /// What lint says, each as one line, without the exercise's folder.
  func lint() throws -> [String] {
    try Lint(library).exercise("signals/term-first").map {
      $0.description.replacing("Exercises/signals/term-first/", with: "")
    }
  }
}
