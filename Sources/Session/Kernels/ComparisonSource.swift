import KernelDescription
import Runtime
import TapsetGen

/// What a kernel that is compared is known from.
package enum ComparisonSource: Sendable {
  /// A description.
  case description(KernelDescription)
  /// The files of a tapset.
  case tapset([GeneratedFile])

  /// Finds what `name` names: a directory with the files of a generated tapset, or whatever `descriptions` finds.
  ///
  /// - Throws: `SessionError` if there is no such kernel.
  package init(_ name: String, descriptions: KernelDescriptions) throws(SessionError) {
    if let files = try Self.tapset(in: name) {
      self = .tapset(files)
    } else {
      self = .description(try descriptions.chosen(name).description)
    }
  }

  /// `true` iff it is a tapset.
  package var isTapset: Bool { if case .tapset = self { true } else { false } }

  /// What of the kernel is compared.
  package func compared() -> ComparedKernel {
    switch self {
    case .description(let description): ComparedKernel(description)
    case .tapset(let files): ComparedKernel(tapset: files)
    }
  }

  /// What of the kernel is compared with one that is known from its tapset only.
  ///
  /// - Throws: `SessionError` if a file that tapsets rest on cannot be read.
  package func comparedAsTapset() throws(SessionError) -> ComparedKernel {
    switch self {
    case .description(let description):
      return ComparedKernel(tapset: try GeneratedTapset(of: description).files)
    case .tapset: return compared()
    }
  }

  /// Returns the files of the generated tapset in `directory`; `nil` if there is none.
  private static func tapset(in directory: String) throws(SessionError) -> [GeneratedFile]? {
    guard Files.stamp(of: directory)?.isDirectory == true else { return nil }
    let names = Files.names(in: directory).filter { $0.hasSuffix("_markers.stp") }
    if names.isEmpty { return nil }
    var files: [GeneratedFile] = []
    for name in names + [SystemCallTapset.fileName] {
      let path = "\(directory)/\(name)"
      guard Files.stamp(of: path) != nil else { continue }
      do throws(SystemError) {
        let bytes = try Files.bytes(of: path)
        files.append(GeneratedFile(name: name, text: String(decoding: bytes, as: UTF8.self)))
      } catch { throw .system(error) }
    }
    return files
  }
}
