extension AnyReceiver {
  /// A receiver of the same type that gives elements their windows and hands them to this one.
  package func assigningWindows(_ windowFn: WindowFn, _ scope: BundleScope) -> AnyReceiver {
    wrapped(by: WindowWrapper(windowFn: windowFn, scope: scope))
  }
}

/// Puts something in front of a receiver whose type only the receiver knows.
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
