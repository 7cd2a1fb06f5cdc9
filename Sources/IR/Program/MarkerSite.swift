/// A marker that was compiled into a kernel, a module or a program, with the values that its call passes.
package struct MarkerSite: Hashable, Sendable {
  /// What has the marker.
  package enum Owner: Hashable, Sendable {
    /// The kernel image.
    case kernel
    /// A module of the kernel.
    case module(String)
    /// A program or a shared library, by its path.
    case program(String)
  }

  /// What has the marker.
  package let owner: Owner
  /// The name.
  package let name: String
  /// What else tells it from others of that name: the format in a kernel, the provider in a program.
  package let qualifier: String
  /// The number of values that the call passes.
  package let valueCount: Int

  /// Creates the site of the marker `name`.
  package init(owner: Owner, name: String, qualifier: String, valueCount: Int) {
    self.owner = owner
    self.name = name
    self.qualifier = qualifier
    self.valueCount = valueCount
  }
}
