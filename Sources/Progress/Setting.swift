internal import GRDB

extension ProgressStore {
  /// A small thing to remember, by name; nil where it was never set.
  public func value(_ key: String) throws(ProgressError) -> String? {
    try read { database in
      try String.fetchOne(
        database, sql: "SELECT value FROM setting WHERE key = ?", arguments: [key])
    }
  }

  /// Remembers `value` under `key`; nil forgets it.
  public func setValue(_ value: String?, for key: String) throws(ProgressError) {
    try write { database in
      if let value {
        try database.execute(
          sql: "INSERT OR REPLACE INTO setting (key, value) VALUES (?, ?)", arguments: [key, value])
      } else {
        try database.execute(sql: "DELETE FROM setting WHERE key = ?", arguments: [key])
      }
    }
  }
}
