/// The source of a kernel module: one file of C, which is compiled with the headers of `module-runtime`.
package struct ModuleSource: Hashable, Sendable {
  /// The text.
  package let text: String

  /// Creates a source.
  package init(text: String) { self.text = text }
}
