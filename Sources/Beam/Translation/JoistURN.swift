/// Joist's own names in the portable pipeline, besides the URNs of functions.
package enum JoistURN {
  /// Annotation of a grouping: the path of its step, in UTF-8. A grouping has no function whose payload could carry it.
  package static let pathAnnotation = "joist:path"
  /// Annotation of a splittable step: the most pieces that its work can be split into, in decimal digits.
  package static let piecesAnnotation = "joist:pieces"
  /// Annotation of a splittable step: the unit of its restrictions' sizes, `elements` or `bytes`.
  package static let sizeUnitAnnotation = "joist:size_unit"
  /// Annotation of a function over elements: its `DoFn.pipelineDepth`, in decimal digits.
  package static let pipelineDepthAnnotation = "joist:pipeline_depth"
}
