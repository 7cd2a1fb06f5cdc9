import Glibc

/// Lets go of the pages of a recording that lie behind.
///
/// The library maps the whole file, so that all that was ever read of it would count as memory of this process. Pages that
/// are given back are read again if somebody asks for them.
struct PassedPages {
  /// How many bytes are read of a CPU before they are given back.
  private static let windowSize = 4 << 20
  /// `MADV_PAGEOUT` of include/uapi/asm-generic/mman-common.h: what cannot be read again stays.
  private static let advice: CInt = 21

  /// Where the part begins that has not been given back, by CPU.
  private var starts: [Int32: UInt] = [:]

  /// Takes note that the record at `address` of `cpu` has been read.
  mutating func note(_ address: UnsafeMutableRawPointer, cpu: Int32) {
    let place = UInt(bitPattern: address)
    guard let start = starts[cpu], place >= start, place - start < 1 << 40 else {
      starts[cpu] = place
      return
    }
    guard place - start >= UInt(Self.windowSize) else { return }
    let mask = UInt(sysconf(Int32(_SC_PAGESIZE))) - 1
    let (first, last) = ((start + mask) & ~mask, place & ~mask)
    madvise(UnsafeMutableRawPointer(bitPattern: first), Int(last - first), Self.advice)
    starts[cpu] = place
  }
}
