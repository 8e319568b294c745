import BeamModel
import JoistPlan
import Rows

/// Derives the shapes of elements from their coders.
struct CoderShapes {
  private typealias Standard = BeamProto.StandardCoders

  /// The most parts of a coder. Without a bound, a coder that contains itself, or twice its component at each level,
  /// would never end.
  private static let maxParts = 1000

  private let coders: [String: BeamProto.Coder]
  private var parts = 0

  /// - Parameter coders: the pipeline's coders by id.
  init(_ coders: [String: BeamProto.Coder]) { self.coders = coders }

  /// The shape of a coder's elements.
  /// - Throws: `PlannerError` if a coder is missing, has too many parts, or the wrong number of components.
  static func shape(of id: String, _ coders: [String: BeamProto.Coder]) throws(PlannerError) -> CoderShape {
    var shapes = CoderShapes(coders)
    return try shapes.shape(of: id)
  }

  private mutating func shape(of id: String) throws(PlannerError) -> CoderShape {
    guard let coder = coders[id], let urn = coder.spec?.urn else { throw PlannerError("there is no coder \(id)") }
    parts += 1
    guard parts <= Self.maxParts else {
      throw PlannerError("the coder \(id) contains itself, or is part of one with more than \(Self.maxParts) parts")
    }
    switch urn {
    case Standard.bytes, Standard.stringUtf8: return .bytes
    case Standard.varint: return .varint
    case Standard.bool: return .fixed(1)
    case Standard.double, CoderURN.timestamp: return .fixed(8)
    case Standard.globalWindow: return .fixed(0)
    case Standard.intervalWindow: return .sequence([.fixed(8), .varint])
    case Standard.shardedKey: return .sequence([.bytes, try components(of: id, coder, 1)[0]])
    case Standard.lengthPrefix: return .lengthPrefixed(try components(of: id, coder, 1)[0])
    case Standard.iterable: return .iterable(try components(of: id, coder, 1)[0])
    case Standard.nullable: return .nullable(try components(of: id, coder, 1)[0])
    case Standard.kv:
      let pair = try components(of: id, coder, 2)
      return .keyValue(key: pair[0], value: pair[1])
    default: return .opaque(urn: urn)
    }
  }

  private mutating func components(
    of id: String, _ coder: BeamProto.Coder, _ count: Int
  ) throws(PlannerError) -> [CoderShape] {
    guard coder.componentCoderIds.count == count else {
      throw PlannerError(
        "the coder \(id), a \(coder.spec?.urn ?? ""), has \(coder.componentCoderIds.count) components instead of \(count)"
      )
    }
    var shapes: [CoderShape] = []
    for component in coder.componentCoderIds { shapes.append(try shape(of: component)) }
    return shapes
  }
}

extension Draft {
  /// The shape of a collection's elements.
  func shape(ofCollection id: String) throws(PlannerError) -> CoderShape {
    try CoderShapes.shape(of: try collection(id).coderID, coders)
  }

  /// The ids of the coders of a collection's keys and values, also if the pairs have a length prefix; nil if its
  /// elements are not pairs.
  func pairCoders(ofCollection id: String) throws(PlannerError) -> (key: String, value: String)? {
    guard try shape(ofCollection: id).pair != nil else { return nil }
    var coder = try coder(ofCollection: id)
    while coder.spec?.urn == BeamProto.StandardCoders.lengthPrefix, let inner = coders[coder.componentCoderIds[0]] {
      coder = inner
    }
    return (coder.componentCoderIds[0], coder.componentCoderIds[1])
  }
}
