import CTraceCmd
import CZlib
import Glibc

/// Compression of recordings by zlib, which libtracecmd has only where it was built with that.
enum ZlibCompression {
  /// The name that files have of it.
  static let name = "zlib"

  /// Lets the library unpack such files, if it cannot yet.
  static func register() {
    var way = tracecmd_compression_proto()
    way.compress = { _, input, count, output, room in
      var size = uLongf(max(0, room))
      let (packed, plain) = (
        output?.assumingMemoryBound(to: UInt8.self), input?.assumingMemoryBound(to: UInt8.self)
      )
      let status = compress(packed, &size, plain, uLong(max(0, count)))
      return status == Z_OK ? Int32(clamping: size) : -1
    }
    way.uncompress = { _, input, count, output, room in
      var size = uLongf(max(0, room))
      let (plain, packed) = (
        output?.assumingMemoryBound(to: UInt8.self), input?.assumingMemoryBound(to: UInt8.self)
      )
      let status = uncompress(plain, &size, packed, uLong(max(0, count)))
      return status == Z_OK ? Int32(clamping: size) : -1
    }
    way.compress_size = { _, count in UInt32(clamping: compressBound(uLong(count))) }
    way.is_supported = { name, _ in
      // The format of zlib is the same in all its versions (RFC 1950).
      name.map { strcmp($0, ZlibCompression.name) == 0 } ?? false
    }
    name.withCString { name in
      way.name = name
      way.version = zlibVersion()
      tracecmd_compress_proto_register(&way)
    }
  }
}
