/// The display name of a stage of user code: the names of its steps.
enum StageName {
  static func of(_ piece: FusedStage) -> String {
    let names = piece.members.map(\.name)
    return names.isEmpty ? "after \(piece.begin.name)" : names.joined(separator: ", ")
  }
}
