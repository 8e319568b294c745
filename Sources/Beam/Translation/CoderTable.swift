import BeamModel
import Rows

/// The coders of a pipeline that is being translated. Equal coders share one id, which is their description.
struct CoderTable {
  /// The coders' messages, by id.
  private(set) var coders: [String: BeamProto.Coder] = [:]
  private var ids: [CoderSpec: String] = [:]

  /// Returns the id of a coder, and adds the coder and its components if they are new.
  mutating func id(of spec: CoderSpec) -> String {
    if let known = ids[spec] { return known }
    let components = spec.components.map { id(of: $0) }
    let coderID = freeID(spec.description)
    ids[spec] = coderID
    coders[coderID] = .with {
      $0.spec = .with {
        $0.urn = spec.urn
        $0.payload = spec.schema.map { SchemaTranslation.message($0).serializedBytes() } ?? spec.payload
      }
      $0.componentCoderIds = components
    }
    return coderID
  }

  /// Returns the description, with a number if another coder has the same one, as rows with different schemas may.
  private func freeID(_ description: String) -> String {
    guard coders[description] != nil else { return description }
    var number = 2
    while coders["\(description)~\(number)"] != nil { number += 1 }
    return "\(description)~\(number)"
  }
}
