/// Names of ours in the portable pipeline.
package enum JoistURN {
  /// A function over elements; the payload is a `FunctionReference`.
  package static let doFn = "joist:dofn:v1"
  /// A function that combines; the payload is a `FunctionReference`.
  package static let combineFn = "joist:combinefn:v1"
  /// Annotation of a grouping: the path of its step, as UTF-8. A grouping has no function whose payload could carry it.
  package static let pathAnnotation = "joist:path"
}
