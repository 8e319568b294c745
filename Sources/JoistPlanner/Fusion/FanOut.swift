import BeamModel
import Rows

/// Finds stages that may hold a fan-out without a cut.
enum FanOut {
  /// The annotation by which the SDK says into how many pieces a splittable step's work can be split at most.
  private static let piecesAnnotation = "joist:pieces"

  /// Whether everything that a stage does comes from one element, though functions follow each other in it: whatever the first
  /// makes of it, one thread runs the rest.
  ///
  /// Steps that other stages run as well do not count: there they have their share of elements.
  static func isLikely(in piece: FusedStage, sharing: [String: Int]) -> Bool {
    isFedByOneElement(piece.begin) && piece.members.count { $0.kind == .parDo && sharing[$0.id] == 1 } > 1
  }

  /// In how many stages each step runs.
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
