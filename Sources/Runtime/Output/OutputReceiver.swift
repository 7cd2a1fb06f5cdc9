/// Takes output in place of a file.
package protocol OutputReceiver: AnyObject {
  /// Takes `bytes`, of which it keeps what it needs.
  func receive(_ bytes: UnsafeRawBufferPointer)
}
