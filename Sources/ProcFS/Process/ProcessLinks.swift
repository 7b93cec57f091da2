extension ProcessDirectory {
  /// The file that it runs; " (deleted)" follows the name if that is gone.
  ///
  /// Interface: `/proc/PID/exe`, described in proc_pid_exe(5). A kernel thread and a zombie have none
  /// and throw `.absent`.
  public func executable() throws(ProcFSError) -> String { try link("exe") }

  /// Its current directory.
  ///
  /// Interface: `/proc/PID/cwd`, described in proc_pid_cwd(5).
  public func currentDirectory() throws(ProcFSError) -> String { try link("cwd") }

  /// Its root directory.
  ///
  /// Interface: `/proc/PID/root`, described in proc_pid_root(5).
  public func rootDirectory() throws(ProcFSError) -> String { try link("root") }

  /// Which namespace of a kind ("pid", "net", "mnt" …) it is in, such as "pid:[4026531836]".
  ///
  /// Interface: `/proc/PID/ns`, described in proc_pid_ns(5) and namespaces(7).
  public func namespace(_ kind: String) throws(ProcFSError) -> String { try link("ns/\(kind)") }
}
