import BeamModel
import Rows

/// The coders of a pipeline under translation: equal ones once, each with an id that people can read.
struct CoderTable {
  /// The messages by id.
  private(set) var coders: [String: BeamProto.Coder] = [:]
  private var ids: [CoderSpec: String] = [:]

  /// The id of a coder, which is added with its components if it is new.
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

  /// The description, with a number where another coder reads the same: rows that differ in their schemas.
  private func freeID(_ description: String) -> String {
    guard coders[description] != nil else { return description }
    var number = 2
    while coders["\(description)~\(number)"] != nil { number += 1 }
    return "\(description)~\(number)"
  }
}
