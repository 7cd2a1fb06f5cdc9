/// All that a translation needs to know of one kernel.
///
/// A description *is* its bytes: events, tracepoints and types are decoded when they are asked for, so that
/// one is loaded in about a millisecond, however large the kernel. Make one with `KernelDescriptionBuilder`.
package struct KernelDescription: Sendable {
  /// The bytes.
  let source: DescriptionBytes

  /// Which kernel it is.
  package let identity: KernelIdentity

  /// The C types.
  package let types: TypeTable

  /// Reads a saved description, packed or not.
  ///
  /// - Throws: a `KernelDescriptionError` if `bytes` are not a whole, undamaged description.
  package init(bytes: [UInt8]) throws(KernelDescriptionError) {
    source = try DescriptionBytes(checking: bytes)
    var reader = source.reader(of: .identity)
    identity = KernelIdentity(
      release: reader.text(), version: reader.text(), machine: reader.text(),
      buildID: reader.text(), wordSize: reader.number())
    types = TypeTable(source: source, wordSize: identity.wordSize)
  }

  /// Returns `true` iff `bytes` begin as saved descriptions do.
  package static func isLikely(_ bytes: [UInt8]) -> Bool {
    bytes.starts(with: DescriptionLayout.magic) || PackedDescription.isPacked(bytes)
  }

  /// The options that the kernel was built with; none if they are not known. They are read anew each time.
  package var configuration: KernelConfiguration {
    let section = DescriptionSection.configuration
    return KernelConfiguration(
      text: withExtendedLifetime(source) {
        String(decoding: source.bytes(in: source.range(of: section), of: section), as: UTF8.self)
      })
  }

  /// What is to be saved where it is read often: the same kernel gives the same bytes.
  package var bytes: [UInt8] { source.all }

  /// What is to be saved where little room is to be taken: less than half of `bytes`.
  package var packedBytes: [UInt8] { PackedDescription.packed(bytes) }

  /// What tells these bytes from those of another description, by chance and not by intent.
  package var checksum: UInt64 { source.checksum }
}

extension KernelDescription: Equatable {
  /// Returns `true` iff the two say the same of the same kernel.
  package static func == (left: KernelDescription, right: KernelDescription) -> Bool {
    left.bytes == right.bytes
  }
}
