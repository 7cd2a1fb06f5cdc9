import Glibc
import Testing

@testable import Runtime

/// The ring of a recorder.
struct FlightRecorderTests {
  /// Returns what a reader of `recorder` gets who connects now, which has to be `count` bytes.
  private func recording(of recorder: FlightRecorder, count: Int) throws -> [UInt8] {
    let connection = try RecorderConnection(process: getpid())
    var bytes: [UInt8] = []
    #expect(!recorder.serve())
    if count == 0 { return bytes }
    _ = try connection.follow { part in
      bytes += part
      return bytes.count < count
    }
    return bytes
  }

  @Test func `the last bytes are kept, however they come`() throws {
    let pieces = [0, 3, 4, 1, 8, 2, 7, 9, 1, 25, 5, 16, 3]
    for first in pieces.indices {
      let recorder = try FlightRecorder(capacity: 8)
      var all: [UInt8] = []
      for size in pieces[first...] {
        let piece = (0..<size).map { UInt8(truncatingIfNeeded: all.count + $0) }
        piece.withUnsafeBytes { recorder.receive($0) }
        all += piece
        let expected = Array(all.suffix(8))
        #expect(try recording(of: recorder, count: expected.count) == expected)
      }
    }
  }

  @Test(arguments: [("5", 5, nil), ("2,3", 2, 3)] as [(String, Int, Int?)])
  func `a rotation is read`(text: String, megabytes: Int, count: Int?) {
    let rotation = OutputFiles.Rotation(sizeLimit: megabytes << 20, countLimit: count)
    #expect(OutputFiles.Rotation(text: text) == rotation)
  }

  @Test(arguments: ["", "0", "1,", "1,2,3", "-1", "x", "1,x"])
  func `what is no rotation is none`(text: String) {
    #expect(OutputFiles.Rotation(text: text) == nil)
  }
}
