/// Names of ours in the portable pipeline, besides those of functions.
package enum JoistURN {
  /// Annotation of a grouping: the path of its step, as UTF-8. A grouping has no function whose payload could carry it.
  package static let pathAnnotation = "joist:path"
  /// Annotation of a splittable step: into how many pieces its work can be split at most, in decimal digits.
  package static let piecesAnnotation = "joist:pieces"
  /// Annotation of a splittable step: what the sizes of its restrictions count, `elements` or `bytes`.
  package static let sizeUnitAnnotation = "joist:size_unit"
  /// Annotation of a function over elements: how many bundles of one order may be under way at once, in decimal digits.
  package static let pipelineDepthAnnotation = "joist:pipeline_depth"
}
