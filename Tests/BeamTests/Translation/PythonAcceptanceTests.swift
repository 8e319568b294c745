import Beam
import BeamModel
import TestSupport
import Testing

@Suite struct PythonAcceptanceTests {
  /// References, Beam's validation and requirement checks, and its optimization phases; see `scripts/check-pipeline`.
  @Test(
    "Beam's Python SDK accepts a pipeline with every transform",
    .enabled(if: Python.interpreter != nil, "\(Python.missing)"))
  func acceptance() throws {
    let pipeline = try everyTransform().portable()
    let (status, output) = try Python.run(script: "check-pipeline", on: Array(pipeline.serializedBytes()))
    try #require(status == 0, "\(output)")
    let figures = output.split(separator: "\n").filter { $0.split(separator: " ").count == 2 }
    #expect(figures.prefix(2) == ["standard 54", "fn_api_runner 29"], "\(output)")
  }

  @Test(
    "The check finds a missing coder", .enabled(if: Python.interpreter != nil, "\(Python.missing)"))
  func missingCoder() throws {
    var pipeline = try everyTransform().portable()
    pipeline.components?.coders["varint"] = nil
    let (status, output) = try Python.run(script: "check-pipeline", on: Array(pipeline.serializedBytes()))
    #expect(status == 1)
    #expect(output.contains("coder 'varint', which is not there"))
  }
}
