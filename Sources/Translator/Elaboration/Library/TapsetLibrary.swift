import Diagnostics
import KernelDescription

/// The tapset files that a script can draw on, a maker of more of them, and the programs that it may name.
///
/// It is a value that many translations can share: which declarations a script needs is found in the
/// catalog of the files, and only those are parsed.
package struct TapsetLibrary: Sendable {
  /// Makes the files that declare the markers whose names match a glob.
  package typealias MarkerProvider = @Sendable (_ glob: String) -> [SourceText]

  /// Describes the programs whose paths match a glob, or the one that a command of that name runs; none if there is
  /// no such program that can be read.
  package typealias ProgramProvider = @Sendable (_ path: String) -> [ProgramDescription]

  /// The files.
  package let catalog: TapsetCatalog
  /// Makes files on demand; `nil` if there is nothing to make them from.
  package let markerProvider: MarkerProvider?
  /// Those of the files that a user adds to the tool's, all of which are looked through for mistakes.
  package var addedFiles: [SourceText] = []
  /// Describes programs on demand.
  package let programProvider: ProgramProvider

  /// Creates a library of the files of `catalog`; markers that they do not declare come from `markerProvider`, and
  /// those of programs from `programProvider`.
  package init(
    _ catalog: TapsetCatalog, markerProvider: MarkerProvider? = nil,
    programProvider: @escaping ProgramProvider = { _ in [] }
  ) {
    self.catalog = catalog
    self.markerProvider = markerProvider
    self.programProvider = programProvider
  }

  /// A library without files.
  package static let empty = TapsetLibrary(TapsetCatalog(of: []))
}
