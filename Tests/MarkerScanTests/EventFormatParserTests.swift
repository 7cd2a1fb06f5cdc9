import Testing

@testable import MarkerScan

/// Tests how the text of a format file is understood.
struct EventFormatParserTests {
  /// Returns the names of the fields of an event with one field that is declared as `declaration`; nil if it is not understood.
  private func fieldNames(declaration: [UInt8], offset: Int = 8) -> [String]? {
    let common = "\tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;\n"
    var format = Array("name: a\nID: 1\nformat:\n\(common)\n\tfield:".utf8)
    format += declaration
    format += Array(
      ";\toffset:\(offset);\tsize:4;\tsigned:1;\n\nprint fmt: \"%d é\", REC->x\n".utf8)
    return format.withUnsafeMutableBytes {
      EventFormatParser(wordSize: 8).event(system: "s", format: $0)?.fields.map(\.name)
    }
  }

  @Test func `a declaration gives a field`() {
    #expect(fieldNames(declaration: Array("int x[4]".utf8)) == ["x"])
    #expect(fieldNames(declaration: Array("struct a * y".utf8)) == ["y"])
  }

  @Test(arguments: [1 << 31, 0xffff_fff8])
  func `a field before its record is not understood`(offset: Int) {
    #expect(fieldNames(declaration: Array("int x".utf8), offset: offset) == nil)
  }

  @Test(arguments: [0x00, 0x01, 0x7f, 0x80, 0xff] as [UInt8])
  func `what is no text is not understood, and crashes nothing`(byte: UInt8) {
    #expect(fieldNames(declaration: Array("int x[".utf8) + [byte]) == nil)
    #expect(fieldNames(declaration: [byte] + Array("int x[1]".utf8)) == nil)
  }
}
