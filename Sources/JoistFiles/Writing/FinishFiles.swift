import Beam

/// Makes the output after all parts have been written, and emits the paths of its files.
struct FinishFiles: DoFn {
  let folder: PartsFolder

  /// Receives the names of all parts; an empty name means no part.
  func process(_ parts: KV<Int, Grouped<String>>, in context: borrowing Context<String>) throws {
    let assembly = try Assembly(of: parts.value.lazy.filter { !$0.isEmpty }, in: folder)
    try assembly.install()
    for path in folder.outputs { context.emit(path) }
  }
}
