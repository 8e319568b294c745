import TestSupport

extension PipelineBuilder {
  /// A pipeline of random steps, each of which reads what stands before it.
  /// - Parameter hasEveryCut: whether there are also steps with state or side inputs, and a second environment.
  static func random(seed: UInt64, steps: Int, hasEveryCut: Bool = false) -> PipelineBuilder {
    var generator = SplitMix(seed: seed)
    var builder = PipelineBuilder()
    builder.impulse("c0")
    builder.parDo("Pair", "c0", ["c1"])
    var made = ["c1"]
    for number in 2..<steps {
      func any() -> String { made.randomElement(using: &generator) ?? "c1" }
      let (name, output) = ("S\(number)", "c\(number)")
      var outputs = [output]
      switch Int.random(in: 0..<(hasEveryCut ? 16 : 12), using: &generator) {
      case 0: builder.group(name, any(), output)
      case 1: builder.combine(name, any(), output)
      case 2: builder.reshuffle(name, any(), output)
      case 3: builder.splittable(name, any(), [output])
      case 4...6: builder.flatten(name, (0..<Int.random(in: 0...3, using: &generator)).map { _ in any() }, output)
      case 7:
        outputs.append(output + "x")
        builder.parDo(name, any(), outputs)
      case 8:
        builder.impulse(output, name)
        builder.parDo(name + " pair", output, [output + "p"])
        outputs = [output + "p"]
      case 12: builder.stateful(name, any(), outputs)
      case 13: builder.reader(name, any(), of: ["view": any(), "other": any()], outputs)
      default: builder.parDo(name, any(), outputs)
      }
      if hasEveryCut { builder.put([name], in: Bool.random(using: &generator) ? "e" : "f") }
      made += outputs
    }
    return builder
  }
}
