extension Crew {
  /// The data loaders of a trainer.
  static func loaders(_ context: Context) -> Crew {
    let options = context.options
    let keep = options.text("orphan-loaders") ?? "exit"
    let threads = String(options.whole("loader-threads"))
    let withHelper = options.flag("loader0-helper")
    return Crew(
      options.whole("workers"), of: .loader, context, name: { "dataloader_worker_\($0)" },
      settings: { [keep, threads] + (withHelper && $0 == 0 ? ["helper"] : []) })
  }
}
