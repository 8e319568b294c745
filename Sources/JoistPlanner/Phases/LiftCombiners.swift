import BeamModel
import Rows

/// Moves combining before the shuffle: a combine becomes a precombine in each bundle, a merge of accumulators in the
/// grouping, and an extraction of outputs after it.
///
/// Where that would change when windows fire, the worker does not combine in the precombine: see `Grouping.liftsCombiners`.
struct LiftCombiners: Phase {
  let name = "lift combiners"
  let summary = "a combine becomes precombine, merge of accumulators and extract"

  func rewrite(_ draft: inout Draft) throws {
    try draft.replaceSteps { draft, step in
      guard step.kind == .combinePerKey else { return [step] }
      return try lift(step, &draft)
    }
  }

  private func lift(_ step: DraftStep, _ draft: inout Draft) throws -> [DraftStep] {
    var step = step
    step.transform.subtransforms = []
    let (input, output) = (try step.onlyInput(), try step.onlyOutput())
    guard let key = try draft.pairCoders(ofCollection: input)?.key else {
      throw PlannerError(step: step.name, "it combines elements that are not pairs of key and value")
    }
    let accumulator = try step.payload(BeamProto.CombinePayload.self).accumulatorCoderID
    let pairs = draft.coder(BeamProto.StandardCoders.kv, of: [key, accumulator])
    let precombined = try draft.addCollection("precombined", of: output, like: input, coder: pairs)
    let grouped = try draft.addCollection("grouped", of: output, like: output, coder: pairs)

    let precombine = draft.part(
      "Precombine", of: step, .precombine, inputs: step.transform.inputs, outputs: ["out": precombined])
    var merge = draft.part(
      "MergeAccumulators", of: step, .mergeAccumulators, inputs: ["in": precombined], outputs: ["grouped": grouped])
    merge.transform.annotations = [StepPath.annotation: Bytes(utf8: try StepPath.of(step))]
    let extract = draft.part(
      "ExtractOutputs", of: step, .extractOutputs, inputs: ["in": grouped], outputs: step.transform.outputs)
    return [precombine, merge, extract]
  }
}
