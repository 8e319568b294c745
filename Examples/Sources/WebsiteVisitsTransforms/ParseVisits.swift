public import Joist
public import JoistJSON
public import WebsiteVisitsDomain

extension PCollection where Element: Streamable & PayloadCarrying {
  /// Reads each message as a visit; what is none goes to `failures` as it came.
  ///
  /// Inlinable, since it is generic: the program that knows the type of the messages gets the step made for it.
  @inlinable
  public func parseVisits() -> (results: PCollection<EventLog>, failures: PCollection<Failure<Element>>) {
    parseJSON("Parse", as: RawVisit.self) { try EventLog($0) }
  }
}
