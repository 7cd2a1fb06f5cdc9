/// A kernel image: its memory, and what is found in that.
struct KernelImage: Sendable {
  /// The machine.
  let machine: ElfFile.Machine

  /// What is in memory.
  let memory: KernelMemory

  /// The file; nil if the image is plain memory.
  let file: ElfFile?

  /// The symbols; nil if there are none.
  let symbols: KernelSymbols?

  /// The image, unpacked.
  let contents: Bytes

  /// The addresses of the symbols that a scan asks for.
  private let addresses: [String: UInt64]

  /// The symbols that a scan asks for.
  private static let wantedSymbols =
    ["linux_banner", "sys_call_table"]
    + [
      "ftrace_events", "ftrace_eval_maps", "syscalls_metadata", "BTF", "notes", "__ksymtab",
      "__ksymtab_gpl", "__tracepoints_ptrs",
    ].flatMap { ["__start_\($0)", "__stop_\($0)"] }

  /// Reads an image, packed or not.
  ///
  /// - Throws: `ImageError` if it is none, or for another machine.
  ///
  /// - Parameter tablesAreNamed: false where the tables are to be found without symbols of data, as a test does.
  init(_ bytes: Bytes, tablesAreNamed: Bool = true) throws(ImageError) {
    switch try BootImage(bytes) {
    case .elf(let bytes):
      let (file, machine) = try ElfFile.ofKernel(bytes)
      self.file = file
      contents = bytes
      self.machine = machine
      memory = file.linkedMemory(of: machine)
      symbols = KernelSymbols(kallsymsIn: memory) ?? KernelSymbols(of: file)
    case .memory(let bytes):
      file = nil
      contents = bytes
      machine = .aarch64
      guard let (memory, symbols) = PlainMemory.read(bytes) else {
        throw .absentTable("kallsyms")
      }
      self.memory = memory
      self.symbols = symbols
    }
    addresses = tablesAreNamed ? symbols?.addresses(of: Self.wantedSymbols) ?? [:] : [:]
  }

  /// Returns the address of one of the symbols that a scan asks for.
  func address(of name: String) -> UInt64? { addresses[name] }

  /// Returns the addresses from the symbol `__start_NAME` to `__stop_NAME`; nil if they are not there, or not all of
  /// what is between them is in memory.
  func table(_ name: String) -> Range<UInt64>? {
    guard let start = addresses["__start_\(name)"], let end = addresses["__stop_\(name)"],
      start <= end, memory.bytes(at: start, count: Int(clamping: end - start)) != nil
    else { return nil }
    return start..<end
  }

  /// The text of the configuration that the kernel shows in `/proc/config.gz`; nil if the image does not have it.
  var configuration: Bytes? {
    // It is read-only data, and the rest of a file with debug information is large.
    Self.configuration(in: file?.contents(ofSectionNamed: ".rodata") ?? contents)
  }

  /// Returns the text of the configuration in an image: between two marks, packed by gzip (kernel/configs.c, Linux 6.1).
  static func configuration(in contents: Bytes) -> Bytes? {
    let startMark = Array("IKCFG_ST".utf8)
    let endMark = Array("IKCFG_ED".utf8)
    guard let start = contents.firstIndex(of: startMark).map({ $0 + startMark.count }),
      let end = contents.firstIndex(of: endMark, from: start),
      let packed = contents.part(at: start, count: end - start)
    else { return nil }
    return try? Compression.gzip.unpacked(packed)
  }
}
