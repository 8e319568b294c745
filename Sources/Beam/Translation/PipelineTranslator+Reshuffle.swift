import BeamModel
import Rows

extension PipelineTranslator {
  /// Adds the parts that a runner executes if it does not support reshuffles: they pair each element with an arbitrary key and
  /// its timestamp, group by that key, firing at once, and emit the elements with their original timestamps.
  ///
  /// The parts are those of Beam's SDKs (`Reshuffle.ViaRandomKey` in Java, `Reshuffle` in Python), except that they do not
  /// carry the windows: no part assigns new ones.
  mutating func addReshuffleParts(
    of node: Node, _ specification: TransformSpec, to transform: inout BeamProto.PTransform
  ) {
    guard let input = node.inputs.first.map({ graph.collections[$0] }) else { return }
    let path = node.step.path
    let (addKeys, group) = (free("\(path)/AddKeys"), free("\(path)/GroupByKey"))
    let restore = free("\(path)/RestoreTimestamps")
    let output = Self.collectionID(node.outputs[0].collection)
    let (keyed, grouped) = ("\(output)/keyed", "\(output)/grouped")
    let timed = CoderSpec(urn: CoderURN.kv, components: [Timestamp.coderSpec, input.spec])
    let groups = CoderSpec(urn: CoderURN.iterable, components: [timed])
    components.pcollections[keyed] = collection(
      named: keyed, CoderSpec(urn: CoderURN.kv, components: [Int.coderSpec, timed]), input.traits, isReshuffle: true)
    components.pcollections[grouped] = collection(
      named: grouped, CoderSpec(urn: CoderURN.kv, components: [Int.coderSpec, groups]), input.traits, isReshuffle: true)
    components.transforms[addKeys] = .with {
      $0.uniqueName = addKeys
      $0.spec = specification.reshufflePart("AddKeys")
      $0.inputs = transform.inputs
      $0.outputs = ["main": keyed]
      $0.environmentID = Self.environmentID
    }
    components.transforms[group] = .with {
      $0.uniqueName = group
      $0.spec = .with { $0.urn = BeamProto.StandardPTransforms.Primitives.groupByKey }
      $0.inputs = ["in": keyed]
      $0.outputs = ["main": grouped]
    }
    components.transforms[restore] = .with {
      $0.uniqueName = restore
      $0.spec = specification.reshufflePart("RestoreTimestamps")
      $0.inputs = ["in": grouped]
      $0.outputs = transform.outputs
      $0.environmentID = Self.environmentID
    }
    transform.subtransforms = [addKeys, group, restore]
  }
}
