import Glibc
import KernelDescription

@testable import MarkerScan

/// Programs in the form of a kernel and of a module, made by the compiler from the sources in `Kernels`.
struct TestKernel: ~Copyable {
  /// Where they are: `vmlinux` with BTF, `vmlinux.debug` with information for debuggers, and `worker.ko`.
  let directory = TemporaryDirectory()

  /// The directory of the sources.
  private static let sources =
    #filePath.split(separator: "/").dropLast().map { "/\($0)" }.joined() + "/Kernels"

  /// Where the image is linked to.
  private static let address = "0xffffffff81000000"

  /// Compiles and links.
  init() {
    let options =
      "-O1 -ffreestanding -nostdlib -static -fno-pic -no-pie -mcmodel=kernel "
      + "-Wl,-Ttext-segment=\(Self.address) -Wl,--build-id=none"
    run("gcc -gbtf \(options) -o vmlinux '\(Self.sources)/kernel.c'")
    run("gcc -g \(options) -o vmlinux.debug '\(Self.sources)/kernel.c'")
    run("gcc -O1 -c -fno-pic -o worker.ko '\(Self.sources)/module.c'")
  }

  /// Runs a shell's `command` in the directory.
  func run(_ command: String) {
    let status = system("cd '\(directory.path)' && { \(command); }")
    precondition(status == 0, "'\(command)' failed: \(status)")
  }

  /// Returns the path of a file in the directory.
  func path(_ name: String) -> String { "\(directory.path)/\(name)" }

  /// Returns the bytes of a file in the directory.
  func bytes(_ name: String) throws -> [UInt8] {
    try FileDescriptor(reading: path(name)).readAll()
  }

  /// Makes of the file `payload` an image for x86's boot loaders called `name`.
  func makeBootImage(_ name: String, of payload: String) throws {
    let payload = try bytes(payload)
    var image = [UInt8](repeating: 0, count: 1024)
    image[0x1f1] = 1
    image.replaceSubrange(0x202..<0x206, with: Array("HdrS".utf8))
    image.replaceSubrange(0x206..<0x208, with: [0x0f, 0x02])
    Self.put([(0x248, 0), (0x24c, payload.count)], into: &image)
    directory.write(image + payload, to: name)
  }

  /// Makes of the file `payload` an image that EFI starts called `name`.
  func makeEFIImage(_ name: String, of payload: String) throws {
    let payload = try bytes(payload)
    var image = [UInt8](repeating: 0, count: 64)
    image.replaceSubrange(0..<2, with: Array("MZ".utf8))
    image.replaceSubrange(4..<8, with: Array("zimg".utf8))
    Self.put([(8, image.count), (12, payload.count)], into: &image)
    directory.write(image + payload, to: name)
  }

  /// Puts numbers of 32 bits at places of `image`.
  private static func put(_ numbers: [(place: Int, value: Int)], into image: inout [UInt8]) {
    for (place, value) in numbers {
      for byte in 0..<4 { image[place + byte] = UInt8(value >> (8 * byte) & 0xff) }
    }
  }
}
