/// How a command ended, as its exit status.
package enum ExitStatus: CInt, Error, Sendable {
  /// All was done.
  case done = 0
  /// The script is wrong.
  case wrongScript = 1
  /// The command line is wrong.
  case wrongUsage = 2
  /// The world said no: privilege, kernel, file or host.
  case refused = 3
}
