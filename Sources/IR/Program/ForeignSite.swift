/// A kind of places where SystemTap's module engine has probes, and none of ours.
package enum ForeignSite: String, Hashable, Sendable, CaseIterable {
  /// An access to an address in the kernel.
  case watchpoint
  /// The beginning or end of a process or thread, or a step or a system call of it.
  case process
  /// A counter that probes of a process read.
  case counter
  /// The way of a packet through the network.
  case netfilter
}
