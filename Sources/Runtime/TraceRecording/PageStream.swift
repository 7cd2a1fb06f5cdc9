import CLinux
import Glibc

/// The pages of the buffer of one CPU, on their way to a file.
final class PageStream {
  /// The CPU.
  let cpu: Int
  /// Where pages are read; reading does not wait.
  let pages: FileDescriptor
  /// How many bytes have been taken.
  private(set) var size = 0
  /// The file that holds them until all are there; it has no name.
  private let store: FileDescriptor
  /// Room for one page.
  private let page: UnsafeMutableRawBufferPointer
  /// Where the recording is to be, for messages.
  private let path: String

  /// Takes pages of `pageSize` bytes from `pages`, and keeps them on the file system that the file `path` will be on.
  ///
  /// - Throws: `RunError` if nothing can be written there.
  init(cpu: Int, pages: consuming FileDescriptor, pageSize: Int, besides path: String)
    throws(RunError)
  {
    self.cpu = cpu
    self.pages = pages
    self.path = path
    let slash = path.lastIndex(of: "/")
    let directory = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    do throws(SystemError) {
      store = try FileDescriptor(
        opening: directory, flags: marktap_unnamed_file | O_RDWR, mode: 0o600)
    } catch {
      throw .output(SystemError("write '\(path)'", code: error.code))
    }
    page = .allocate(byteCount: pageSize, alignment: 8)
  }

  deinit { page.deallocate() }

  /// Takes all pages that are there.
  ///
  /// - Throws: `SystemError` if they cannot be kept.
  func drain() throws(SystemError) {
    while true {
      let count = retrying { Glibc.read(pages.number, page.baseAddress, page.count) }
      guard count > 0 else { return }
      // A page is whole in the file, however little of it is used.
      for index in count..<page.count { page[index] = 0 }
      try store.writeAll(of: UnsafeRawBufferPointer(page), to: path)
      size += page.count
    }
  }

  /// Appends all that has been taken to `file`, which is to become the recording.
  ///
  /// - Throws: `SystemError` if it cannot be written.
  func copy(to file: borrowing FileDescriptor) throws(SystemError) {
    var offset: off_t = 0
    let (target, source) = (file.number, store.number)
    while Int(offset) < size {
      let rest = size - Int(offset)
      guard retrying({ sendfile(target, source, &offset, rest) }) > 0 else {
        throw .current("write '\(path)'")
      }
    }
  }
}
