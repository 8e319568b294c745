import BeamModel
import Rows

/// Expands a splittable ParDo: one step pairs elements with restrictions, one splits and sizes the restrictions, and
/// after a cut one processes each restriction.
struct ExpandSplittableSteps: Phase {
  let name = "expand splittable steps"
  let summary = "a splittable step becomes pair, split and size, and, after a cut, process"

  func rewrite(_ draft: inout Draft) throws {
    try draft.replaceSteps { draft, step in
      guard step.kind == .parDo else { return [step] }
      let restriction = try step.payload(BeamProto.ParDoPayload.self).restrictionCoderID
      guard !restriction.isEmpty else { return [step] }
      return try expand(step, restriction, &draft)
    }
  }

  private func expand(_ step: DraftStep, _ restriction: String, _ draft: inout Draft) throws -> [DraftStep] {
    let input = try step.onlyInput()
    let base = step.outputs.first ?? step.id
    let pairs = draft.coder(
      BeamProto.StandardCoders.kv, of: [try draft.collection(input).coderID, restriction])
    let double = draft.coder(BeamProto.StandardCoders.double)
    let paired = try draft.addCollection("paired", of: base, like: input, coder: pairs)
    let sized = try draft.addCollection(
      "sized", of: base, like: input, coder: draft.coder(BeamProto.StandardCoders.kv, of: [pairs, double]))

    let local = step.transform.inputs.keys.first ?? "in"
    var process = draft.part(
      "Process", of: step, .processRestrictions, inputs: [local: sized], outputs: step.transform.outputs)
    process.transform.annotations[StepPath.annotation] = Bytes(utf8: try StepPath.of(step))
    return [
      draft.part(
        "PairWithRestriction", of: step, .pairWithRestriction, inputs: [local: input], outputs: ["out": paired]),
      draft.part(
        "SplitAndSizeRestrictions", of: step, .splitAndSize, inputs: [local: paired], outputs: ["out": sized]),
      process,
    ]
  }
}
