/// The name of a stage of user code: those of its steps.
enum StageName {
  static func of(_ piece: FusedStage) -> String {
    let names = piece.members.map(\.name)
    return names.isEmpty ? "behind \(piece.root.name)" : names.joined(separator: ", ")
  }
}
