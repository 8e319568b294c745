public import Joist
public import JoistJSON
public import WebsiteVisitsDomain

extension PCollection where Element: Streamable & PayloadCarrying {
  /// Parses each message as a visit. Messages that fail to parse go to `failures` unchanged.
  ///
  /// It is inlinable so that the program, which knows the type of the messages, gets a specialized step.
  @inlinable
  public func parseVisits() -> (results: PCollection<EventLog>, failures: PCollection<Failure<Element>>) {
    parseJSON("Parse", as: RawVisit.self) { try EventLog($0) }
  }
}
