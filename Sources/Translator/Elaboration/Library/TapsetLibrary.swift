import Diagnostics

/// The tapset files that a script can draw on, and a maker of more of them.
///
/// It is a value that many translations can share: which declarations a script needs is found in the
/// catalog of the files, and only those are parsed.
package struct TapsetLibrary: Sendable {
  /// Makes the files that declare the markers whose names match a glob.
  package typealias MarkerProvider = @Sendable (_ glob: String) -> [SourceText]

  /// The files.
  package let catalog: TapsetCatalog
  /// Makes files on demand; `nil` if there is nothing to make them from.
  package let markerProvider: MarkerProvider?
  /// Those of the files that a user adds to the tool's, all of which are looked through for mistakes.
  package var addedFiles: [SourceText] = []

  /// Creates a library of the files of `catalog`; markers that they do not declare come from `markerProvider`.
  package init(_ catalog: TapsetCatalog, markerProvider: MarkerProvider? = nil) {
    self.catalog = catalog
    self.markerProvider = markerProvider
  }

  /// A library without files.
  package static let empty = TapsetLibrary(TapsetCatalog(of: []))
}
