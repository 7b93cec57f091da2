internal import GRDB
internal import Glibc

/// What a learner did and reached: one SQLite file, used by several processes at once.
///
/// Every call is one transaction; a call that throws has changed nothing. Calls block for at most the
/// busy timeout of five seconds while another process writes, and may come from any thread.
///
/// The database answers "what happened", quickly; the journals of the attempts stay the evidence.
public final class ProgressStore: Sendable {
  /// The database file.
  public let path: String
  /// What the learner has to be told about the opening, if anything.
  public let notice: ProgressNotice?

  private let queue: DatabaseQueue

  /// Opens the database at `path`, making it and its folder (mode 0700) where they are missing.
  ///
  /// A damaged database is kept aside as `PATH.corrupt-TIME` and a fresh one begun; `notice` says so.
  ///
  /// - Throws: `cannotOpen`, `readOnly`, `full`, `busy`, `newer`.
  public convenience init(path: String) throws(ProgressError) {
    try self.init(path: path, migrations: Schema.migrations)
  }

  /// - Parameter pageLimit: how many pages the file may have, to play a full disk.
  init(
    path: String, migrations: [Migration], pageLimit: Int? = nil
  ) throws(ProgressError) {
    self.path = path
    try StateFile.prepare(path)
    do {
      queue = try Self.connect(path, migrations, pageLimit)
      notice = nil
    } catch let error where error.code == .corrupt {
      (queue, notice) = try CorruptDatabase.replace(path) { () throws(ProgressError) in
        try Self.connect(path, migrations, pageLimit)
      }
    }
  }

  /// Seconds since 1970, as the clock says: what the `at` of every call expects.
  public static func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  func read<Value>(_ body: (Database) throws -> Value) throws(ProgressError) -> Value {
    do { return try queue.read(body) } catch { throw ProgressError(error, path: path) }
  }

  func write<Value>(_ body: (Database) throws -> Value) throws(ProgressError) -> Value {
    do { return try queue.write(body) } catch { throw ProgressError(error, path: path) }
  }

  /// The statements that made the tables, by name: what the frozen-schema test compares.
  func schema() throws(ProgressError) -> [String] {
    try read { database in
      try String.fetchAll(
        database,
        sql: "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name")
    }
  }

  /// How SQLite keeps the journal of this file: `wal`, or `delete` on a network file system.
  func journalMode() throws(ProgressError) -> String {
    try read { try String.fetchOne($0, sql: "PRAGMA journal_mode") ?? "" }
  }
}

extension ProgressStore {
  /// A connection to a whole database of this version.
  private static func connect(
    _ path: String, _ migrations: [Migration], _ pageLimit: Int?
  ) throws(ProgressError) -> DatabaseQueue {
    do {
      var configuration = Configuration()
      configuration.busyMode = .timeout(5)
      configuration.label = "lab.progress"
      let queue = try DatabaseQueue(path: path, configuration: configuration)
      try queue.writeWithoutTransaction { database in
        // Two pages of damage are as bad as a hundred: the first finding is enough.
        let finding = try String.fetchOne(database, sql: "PRAGMA quick_check(1)")
        guard finding == "ok" else {
          throw ProgressError(.corrupt, path: path, detail: finding ?? "")
        }
        // A file system or a moment that can't have WAL keeps the journal that it has.
        if StateFile.canShareMemory(path) {
          _ = try? String.fetchOne(database, sql: "PRAGMA journal_mode = WAL")
        }
        // Survives every end of a process; the last seconds before a power cut may be lost.
        try database.execute(sql: "PRAGMA synchronous = NORMAL")
        if let pageLimit {
          try database.execute(sql: "PRAGMA max_page_count = \(pageLimit)")
        }
      }
      try migrate(queue, migrations, path)
      return queue
    } catch {
      throw ProgressError(error, path: path)
    }
  }

  private static func migrate(
    _ queue: DatabaseQueue, _ migrations: [Migration], _ path: String
  ) throws {
    var migrator = DatabaseMigrator()
    for migration in migrations {
      migrator.registerMigration(migration.name) { try $0.execute(sql: migration.sql) }
    }
    // Two processes may find the same step missing; whoever comes second fails on the tables of the
    // first, looks again, and has nothing left to do. Each round one step at least is done by someone.
    var rounds = migrations.count
    while true {
      let (complete, superseded) = try queue.read { database in
        (try migrator.hasCompletedMigrations(database), try migrator.hasBeenSuperseded(database))
      }
      if superseded { throw ProgressError(.newer, path: path) }
      if complete { return }
      do {
        try migrator.migrate(queue)
      } catch {
        guard rounds > 0 else { throw error }
        rounds -= 1
      }
    }
  }
}
