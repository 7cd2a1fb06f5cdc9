import CElf
import KernelDescription

/// The notes of the section `.note.stapsdt`, in which `<sys/sdt.h>` describes the markers of a program.
///
/// Each is a note called `stapsdt` of type 3. Its content, in the byte order and the word size of the file:
///
/// ```
///  address │ address of .stapsdt.base │ semaphore or 0 │ provider \0 │ name \0 │ arguments \0
/// ```
///
/// Where the linker, or prelink(8), has moved the program since, the section `.stapsdt.base` is elsewhere than its
/// address in the note, and all other addresses are moved by the same distance.
struct ProgramNotes {
  /// The type of these notes.
  private static let markerType: UInt64 = 3

  /// The file.
  private let file: ElfFile

  /// Creates a reader of the notes of `file`.
  init(_ file: ElfFile) { self.file = file }

  /// The markers, in the order of the notes; notes that are damaged are passed over.
  var markers: [ProgramMarker] {
    file.sections.filter { $0.name == ".note.stapsdt" && $0.type == UInt32(SHT_NOTE) }
      .flatMap { markers(in: $0.bytes ?? 0..<0) }
  }

  /// Returns the markers of the notes in `range`.
  private func markers(in range: Range<Int>) -> [ProgramMarker] {
    var markers: [ProgramMarker] = []
    var position = range.lowerBound
    while position + 12 <= range.upperBound,
      let nameSize = file.number(at: position, size: 4),
      let size = file.number(at: position + 4, size: 4),
      let type = file.number(at: position + 8, size: 4)
    {
      let start = position + 12 + Self.padded(nameSize)
      let end = start + Int(size)
      guard end <= range.upperBound else { break }
      if type == Self.markerType, file.text(at: position + 12, before: start) == "stapsdt",
        let marker = marker(in: start..<end)
      {
        markers.append(marker)
      }
      position = start + Self.padded(size)
    }
    return markers
  }

  /// Returns the marker that the content at `range` describes.
  private func marker(in range: Range<Int>) -> ProgramMarker? {
    let word = file.wordSize
    var position = range.lowerBound + 3 * word
    func takeText() -> String? {
      guard let text = file.text(at: position, before: range.upperBound) else { return nil }
      position += text.utf8.count + 1
      return text
    }
    guard position < range.upperBound,
      let address = file.number(at: range.lowerBound, size: word),
      let base = file.number(at: range.lowerBound + word, size: word),
      let semaphore = file.number(at: range.lowerBound + 2 * word, size: word),
      let provider = takeText(), let name = takeText(), !name.isEmpty
    else { return nil }
    let arguments = takeText() ?? ""
    let move = displacement(fromBase: base)
    return ProgramMarker(
      provider: provider, name: name, address: moved(address, by: move),
      semaphore: semaphore == 0 ? nil : moved(semaphore, by: move),
      arguments: ArgumentDescriptors(machine: file.machineNumber, wordSize: word).arguments(
        in: arguments)
    )
  }

  /// Returns by how much the program has been moved since a note was written in which `.stapsdt.base` is at `base`.
  private func displacement(fromBase base: UInt64) -> UInt64 {
    guard base != 0, let section = file.sectionIndex(named: ".stapsdt.base") else { return 0 }
    return file.sections[section].address &- base
  }

  /// Returns `address` after a move by `displacement`.
  private func moved(_ address: UInt64, by displacement: UInt64) -> UInt64 {
    let sum = address &+ displacement
    return file.wordSize == 4 ? sum & 0xffff_ffff : sum
  }

  /// Returns `size` rounded up to a multiple of four.
  private static func padded(_ size: UInt64) -> Int { (Int(size) + 3) & ~3 }
}
