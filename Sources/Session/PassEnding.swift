import Translator

/// What a pass that has ended made.
package enum PassEnding: Sendable {
  /// Pass 1 read the script, with so many files of tapsets to draw on.
  case parsed(libraryFileCount: Int)
  /// Pass 2 found out what it means.
  case analyzed(TypedProgram)
  /// Pass 3 made so many kernel halves.
  case translated(kernelHalfCount: Int)
  /// Pass 4 built the object, or found it.
  case built(BuiltObject)
}
