/// An optional sub-message on the heap, for a message that contains itself.
@propertyWrapper
public indirect enum Indirect<Message: ProtobufMessage>: Hashable, Sendable {
  /// No message: the field is absent.
  case none
  /// The message of a field that is present.
  case some(Message)

  /// Boxes the message, if any.
  public init(wrappedValue: Message?) {
    self = wrappedValue.map(Indirect.some) ?? .none
  }

  /// The message; nil if the field is absent.
  public var wrappedValue: Message? {
    get { if case .some(let message) = self { message } else { nil } }
    set { self = Self(wrappedValue: newValue) }
  }

  /// Removes and returns the message, so that its storage has one reference and can be changed in place.
  mutating func take() -> Message? {
    defer { self = .none }
    return wrappedValue
  }
}
