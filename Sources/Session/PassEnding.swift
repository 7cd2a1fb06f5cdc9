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

extension PassEnding {
  /// The number of the pass.
  package var number: Int {
    switch self {
    case .parsed: 1
    case .analyzed: 2
    case .translated: 3
    case .built: 4
    }
  }
}

/// How far the passes of a session have come.
final class PassProgress {
  /// The names of the passes.
  private static let names = ["parse", "analysis", "translation", "compilation", "run"]

  /// Who is told of each pass.
  private let observer: Session.PassObserver
  /// How many passes have ended well.
  private var endedCount = 0

  /// Begins before the first pass; `observer` is told of each.
  init(_ observer: @escaping Session.PassObserver) { self.observer = observer }

  /// Takes note that a pass has ended well.
  func note(_ ending: PassEnding) {
    endedCount = ending.number
    observer(ending)
  }

  /// The number and the name of the pass that has not ended.
  var nextPass: (number: Int, name: String) { (endedCount + 1, Self.names[endedCount]) }
}
