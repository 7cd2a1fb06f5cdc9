import BPF
import MarkerScan
import Runtime

/// Why a session could not be carried to its end, apart from what is wrong with the script.
package enum SessionError: Error, Sendable {
  /// A file could not be read or written.
  case system(SystemError)
  /// The running kernel could not be scanned.
  case scan(ScanError)
  /// No kernel of this release was scanned here, and no file has this name.
  case unknownKernel(String)
  /// A line of the table of system calls is not as it should be.
  case table(path: String, line: Int)
  /// The kernel has another architecture than is asked for.
  case architecture(String, kernel: String)
  /// The object could not be put together.
  case object(ObjectWriteError)
  /// The program could not be run.
  case run(RunError)
  /// There is nothing to build modules of this kernel with at this place.
  case noBuildTree(release: String, place: String)
  /// What is at this path builds modules of another kernel.
  case foreignBuildTree(String, release: String, wanted: String)
  /// The module could not be built; what the compiler said.
  case moduleBuild(String)
}

extension SessionError {
  /// Returns what `body` returns.
  ///
  /// - Throws: `SessionError.system` if it fails.
  static func wrapping<Result>(
    _ body: () throws(SystemError) -> Result
  ) throws(SessionError) -> Result {
    do throws(SystemError) { return try body() } catch { throw .system(error) }
  }
}

extension SessionError: CustomStringConvertible {
  /// One sentence.
  package var description: String {
    switch self {
    case .system(let error): error.description
    case .scan(let error): error.description
    case .unknownKernel(let name):
      "no kernel '\(name)' was scanned here; give a file of it, or what 'marktap scan -o' wrote"
    case .table(let path, let line): "\(path):\(line): the line is not understood"
    case .architecture(let name, let kernel):
      "the kernel has the architecture '\(kernel)', not '\(name)'"
    case .object(let error): "cannot put the object together: \(error)"
    case .run(let error): error.description
    case .noBuildTree(let release, let place):
      "there is no '\(place)' to build a module for Linux \(release) with; install its headers "
        + "(Debian: linux-headers-\(release)), or name their directory with --build-root"
    case .foreignBuildTree(let path, let release, let wanted):
      "'\(path)' builds modules for Linux \(release), not for \(wanted)"
    case .moduleBuild(let words): "the module cannot be built:\n\(words)"
    }
  }
}
