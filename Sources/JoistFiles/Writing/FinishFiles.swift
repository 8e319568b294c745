import Beam

/// Makes the output of its parts, once all are there; emits the paths of its files.
struct FinishFiles: DoFn {
  let folder: PartsFolder

  /// Takes the names of all parts; an empty one stands for none.
  func process(_ parts: KV<Int, Grouped<String>>, in context: borrowing Context<String>) throws {
    let assembly = try Assembly(of: parts.value.lazy.filter { !$0.isEmpty }, in: folder)
    try assembly.putInPlace()
    for path in folder.outputs { context.emit(path) }
  }
}
