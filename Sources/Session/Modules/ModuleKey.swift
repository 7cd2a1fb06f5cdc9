import Runtime

/// What modules are signed with: a private key and its certificate, which the kernels that load them have to trust.
package struct ModuleKey: Hashable, Sendable {
  /// The path of the private key, in PEM.
  package let key: String
  /// The path of the certificate, in DER or PEM.
  package let certificate: String

  /// Creates the key whose files are in `directory`, as distributions name those of a machine's owner: `MOK.priv` and
  /// `MOK.der`.
  package init(directory: String) {
    key = "\(directory)/MOK.priv"
    certificate = "\(directory)/MOK.der"
  }

  /// The files as they are now.
  var stamps: [Files.Stamp] { [key, certificate].compactMap { Files.stamp(of: $0) } }
}
