import BeamModel
import Rows

/// Finds stages that may contain a fan-out without a cut.
enum FanOut {
  /// The annotation in which the SDK gives the most pieces that a splittable step's work can be split into.
  private static let piecesAnnotation = "joist:pieces"

  /// Whether a stage begins with one element and has several functions. If the first function makes many elements of
  /// it, one thread runs the rest.
  ///
  /// Steps that are also in other stages do not count: they get elements there too.
  static func isLikely(in piece: FusedStage, sharing: [String: Int]) -> Bool {
    isFedByOneElement(piece.begin) && piece.members.count { $0.kind == .parDo && sharing[$0.id] == 1 } > 1
  }

  /// By id of a step, the number of stages that contain it.
  static func sharing(_ pieces: [FusedStage]) -> [String: Int] {
    var sharing: [String: Int] = [:]
    for piece in pieces {
      for member in piece.members { sharing[member.id, default: 0] += 1 }
    }
    return sharing
  }

  private static func isFedByOneElement(_ begin: DraftStep) -> Bool {
    switch begin.kind {
    case .impulse: true
    case .processRestrictions: begin.transform.annotations[piecesAnnotation] == Bytes(utf8: "1")
    default: false
    }
  }
}
