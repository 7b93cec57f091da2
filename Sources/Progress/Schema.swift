/// One step of the database's history: it is never changed once it has shipped.
struct Migration: Sendable {
  /// `v1`, `v2`, …: recorded in the database once it was applied.
  var name: String
  /// Statements, each ended by a semicolon.
  var sql: String
}

/// The tables, from the first version on.
///
/// Tables are STRICT, so that a row which can be read has the types that it was written with. Times
/// are seconds since 1970 as the clock said; they are shown, and never decide a verdict.
enum Schema {
  static let migrations = [
    Migration(name: "v1", sql: version1), Migration(name: "v2", sql: version2),
  ]

  /// Attempts that live in a practice machine; NULL is here.
  private static let version2 = """
    ALTER TABLE attempt ADD COLUMN machine TEXT;
    """

  private static let version1 = """
    CREATE TABLE learner (
      id TEXT NOT NULL PRIMARY KEY,
      email TEXT,
      name TEXT,
      key TEXT NOT NULL,
      selected INTEGER NOT NULL DEFAULT 0 CHECK (selected IN (0, 1))
    ) STRICT;
    CREATE UNIQUE INDEX learner_selected ON learner (selected) WHERE selected = 1;

    CREATE TABLE attempt (
      id TEXT NOT NULL PRIMARY KEY,
      exercise TEXT NOT NULL,
      learner TEXT NOT NULL,
      round INTEGER NOT NULL,
      number INTEGER NOT NULL,
      state TEXT NOT NULL CHECK (state IN
        ('open', 'passed', 'failed', 'retried', 'stopped', 'interrupted', 'expired')),
      started REAL NOT NULL,
      ended REAL,
      run TEXT NOT NULL,
      nonce TEXT NOT NULL,
      parameters TEXT NOT NULL,
      bench TEXT NOT NULL,
      journal TEXT NOT NULL,
      boot TEXT NOT NULL,
      UNIQUE (exercise, learner, number)
    ) STRICT;
    CREATE UNIQUE INDEX attempt_open ON attempt (exercise, learner) WHERE state = 'open';
    CREATE INDEX attempt_learner ON attempt (learner, state);

    CREATE TABLE verdict (
      attempt TEXT NOT NULL REFERENCES attempt (id),
      check_id TEXT NOT NULL,
      verdict TEXT NOT NULL,
      score REAL NOT NULL,
      detail TEXT NOT NULL,
      at REAL NOT NULL,
      UNIQUE (attempt, check_id)
    ) STRICT;

    CREATE TABLE hint (
      exercise TEXT NOT NULL,
      learner TEXT NOT NULL,
      number INTEGER NOT NULL,
      at REAL NOT NULL,
      PRIMARY KEY (exercise, learner, number)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE answer (
      attempt TEXT NOT NULL REFERENCES attempt (id),
      name TEXT NOT NULL,
      try INTEGER NOT NULL,
      text TEXT NOT NULL,
      at REAL NOT NULL,
      PRIMARY KEY (attempt, name, try)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE quiz_reply (
      id INTEGER NOT NULL PRIMARY KEY,
      quiz TEXT NOT NULL,
      learner TEXT NOT NULL,
      reply TEXT NOT NULL,
      correct INTEGER NOT NULL CHECK (correct IN (0, 1)),
      at REAL NOT NULL
    ) STRICT;
    CREATE INDEX quiz_reply_learner ON quiz_reply (learner, quiz);

    CREATE TABLE position (
      learner TEXT NOT NULL PRIMARY KEY,
      module TEXT NOT NULL,
      lesson TEXT,
      page INTEGER NOT NULL,
      exercise TEXT,
      at REAL NOT NULL
    ) STRICT;

    CREATE TABLE visit (
      id INTEGER NOT NULL PRIMARY KEY,
      learner TEXT NOT NULL,
      opened REAL NOT NULL,
      left REAL,
      how TEXT
    ) STRICT;
    CREATE INDEX visit_learner ON visit (learner, opened);

    CREATE TABLE setting (
      key TEXT NOT NULL PRIMARY KEY,
      value TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    """
}
