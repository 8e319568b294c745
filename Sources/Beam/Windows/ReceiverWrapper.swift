extension AnyReceiver {
  /// Returns a receiver of the same type that assigns windows to elements and passes them on to this one.
  package func assigningWindows(_ windowFn: WindowFn, _ scope: BundleScope) -> AnyReceiver {
    wrapped(by: WindowWrapper(windowFn: windowFn, scope: scope))
  }
}

/// Wraps a receiver in another one, for callers that do not know the receiver's element type.
package protocol ReceiverWrapper {
  func wrap<T>(_ receiver: Receiver<T>) -> AnyReceiver
}

private struct WindowWrapper: ReceiverWrapper {
  let windowFn: WindowFn
  let scope: BundleScope

  func wrap<T>(_ receiver: Receiver<T>) -> AnyReceiver {
    AssignWindowsOperator(windowFn: windowFn, scope: scope, output: receiver)
  }
}
