import Glibc
import IR

/// The kernel halves of a program, in the running kernel, however they came there.
///
/// All engines send the same records through the same kind of ring buffer, so that one reader serves them.
package protocol Engine: KernelStorage {
  /// What the kernel halves send; what they are told.
  var channel: RecordChannel { get }
  /// How many hits were missed so far by probes that are detached, by probe point.
  var misses: [(point: String, count: Int)] { get }
  /// The number of records that were lost of each probe.
  var losses: [Int] { get }
  /// The number of runs that the kernel left out because one was under way on the same CPU already.
  var skippedRunCount: Int { get }
  /// The C of the script; `nil` if the engine runs none.
  var code: (any ScriptCode)? { get }
  /// How long the kernel half of each probe took so far; `nil` for probes that have none, or if nothing measures.
  var kernelTimes: [ProbeTiming.KernelTime?] { get }

  /// Attaches all kernel halves, and returns in words what could not be attached and need not be.
  ///
  /// - Throws: `RunError` if the kernel refuses; then none is attached.
  func attach() throws(RunError) -> [String]

  /// Attaches those kernel halves alone that belong to a probe for which `isWanted` returns `true`, as far as they can be
  /// told apart.
  ///
  /// - Throws: `RunError` if the kernel refuses.
  func reattach(_ isWanted: (Int) -> Bool) throws(RunError)

  /// Stops the kernel halves at once and detaches them; records that they have sent stay readable.
  func detach()

  /// Lets the kernel measure how long kernel halves take, until the run is over.
  ///
  /// - Throws: `SystemError` if it refuses.
  func measure() throws(SystemError)
}

/// Where the globals are that live in the kernel.
package protocol KernelStorage: AnyObject {
  /// Returns the memory of the scalars; `nil` if there are none.
  ///
  /// - Throws: `SystemError` if it cannot be mapped.
  func scalars() throws(SystemError) -> MappedValue?

  /// Returns the table of the global numbered `number`, laid out as `shape` says; `nil` if there is none.
  func table(ofGlobal number: Int, _ shape: KernelLayout.MapShape) -> (any ElementTable)?
}

/// A table of elements in the kernel, as bytes.
package protocol ElementTable {
  /// Copies the value under `key` to `value` and returns `true`; `false` if there is none.
  ///
  /// The values of all CPUs are copied, one behind the other, if each has its own.
  func copyValue(under key: UnsafeRawPointer, to value: UnsafeMutableRawPointer) -> Bool

  /// Sets the value under `key`.
  ///
  /// - Throws: `SystemError` if there is no room.
  func setValue(_ value: UnsafeRawPointer, under key: UnsafeRawPointer) throws(SystemError)

  /// Removes the element under `key`, if there is one.
  func removeValue(under key: UnsafeRawPointer)

  /// Copies up to `count` keys and values to `keys` and `values`, those behind the place `position` (the first
  /// ones if that is nil), and sets `count` to their number and `next` to the place behind them. Returns 0,
  /// or a negated error number: `ENOENT` at the end.
  func copyBatch(
    after position: UInt64?, next: inout UInt64, _ keys: UnsafeMutableRawPointer,
    _ values: UnsafeMutableRawPointer, _ count: inout UInt32
  ) -> CInt
}
